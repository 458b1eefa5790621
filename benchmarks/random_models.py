"""Models of Galactica's shapes with random weights, stored in 16 bits as the published ones are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import torch

from jupyterlab_galactica.demo.tokenizer import train_tokenizer
from jupyterlab_galactica.models.estimate import KNOWN_CONFIGS

HOME = Path(__file__).parents[1] / "build" / "models"
_TRAINED = 320


def model_folder(size: str) -> Path:
    """Where the model is; it is made where it is not, in a process whose memory goes with it."""
    folder = HOME / size
    if not folder.exists():
        part = HOME / f"{size}-part"
        part.mkdir(parents=True, exist_ok=True)
        code = f"from random_models import *; write_model(Path({str(part)!r}), {size!r})"
        command = [sys.executable, "-c", code]
        subprocess.run(command, cwd=Path(__file__).parent, check=True, stdout=sys.stderr)
        part.rename(folder)
    return folder


def use_own_cache() -> None:
    """Processes started from now on keep compiled code and weights beside the models, not in the
    user's cache folder, where random weights would drive out real ones."""
    os.environ["XDG_CACHE_HOME"] = str(HOME / "cache")


def write_model(folder: Path, size: str) -> None:
    """As transformers reads it; every token has a text of its own, as with a real tokenizer."""
    from tokenizers import Tokenizer
    from transformers import OPTConfig, OPTForCausalLM, PreTrainedTokenizerFast

    known = KNOWN_CONFIGS[f"facebook/galactica-{size}"]
    tokenizer = tokenizer_of(known["vocab_size"] - 1)  # with all of them it should be Galactica's
    PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer.from_str(tokenizer),
        bos_token="<s>", pad_token="<pad>", eos_token="</s>", unk_token="<unk>",
    ).save_pretrained(folder)  # fmt: skip
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")  # as it was
    torch.manual_seed(0)
    config = OPTConfig(
        **{name: value for name, value in known.items() if name != "model_type"},
        word_embed_proj_dim=known["hidden_size"],
        activation_function="gelu",
        enable_bias=False,
        layer_norm_elementwise_affine=True,  # CTranslate2 reads no others
        bos_token_id=0, pad_token_id=1, eos_token_id=2,
    )  # fmt: skip
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float16)
    try:
        OPTForCausalLM(config).save_pretrained(folder)
    finally:
        torch.set_default_dtype(before)


def tokenizer_of(vocabulary: int) -> str:
    """Trained on next to nothing, and then filled with words that no merge makes."""
    trained = train_tokenizer(["The Transformer [START_REF] Attention[END_REF]\n"] * 2, _TRAINED)
    written = json.loads(trained.to_str())
    entries = written["model"]["vocab"]
    entries |= {f"Ġw{token}": token for token in range(len(entries), vocabulary)}
    return json.dumps(written)
