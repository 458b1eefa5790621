"""Small random models in every form the family comes in: architecture, rows, files.

Each `write_…` makes a folder as the hub has it: config, weights and a tokenizer of the same make.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

WINDOW = 256
OPT_ROWS = 320
LLAMA_ROWS = 300
_TEXT = "The Transformer architecture [START_REF] Attention Is All You Need[END_REF] é 中 x^2\n"

Files = Literal["safetensors", "bin"]


def write_tiny_opt(
    folder: Path,
    *,
    extra_rows: int = 0,
    biases: bool = False,
    norm_weights: bool = False,
    files: Files = "safetensors",
    shards: bool = False,
    seed: int = 0,
    window: int = WINDOW,
    layers: int = 2,
) -> None:
    """Galactica's shape; `extra_rows` as a tuning script adds them behind the vocabulary."""
    import torch
    from transformers import OPTConfig, OPTForCausalLM

    from jupyterlab_galactica.demo.tokenizer import train_tokenizer

    folder.mkdir(parents=True)
    tokenizer = train_tokenizer([_TEXT] * 2, OPT_ROWS)
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(seed)
    config = OPTConfig(
        vocab_size=tokenizer.get_vocab_size() + extra_rows,
        hidden_size=32,
        ffn_dim=64,
        num_hidden_layers=layers,
        num_attention_heads=2,
        word_embed_proj_dim=32,
        max_position_embeddings=window,
        activation_function="gelu",
        dropout=0.0,
        enable_bias=biases,
        layer_norm_elementwise_affine=norm_weights,
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
        init_std=0.4,
    )
    _save(_roughened(OPTForCausalLM(config)), folder, files, shards)


def write_tiny_llama(
    folder: Path,
    *,
    extra_rows: int = 0,
    files: Files = "safetensors",
    shards: bool = False,
    seed: int = 0,
    window: int = WINDOW,
    layers: int = 2,
    width: int = 32,
) -> None:
    """Tulu's shape: `extra_rows` is 1 where a padding token was added."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    folder.mkdir(parents=True)
    tokenizer = llama_tokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=tokenizer.get_vocab_size() + extra_rows,
        hidden_size=width,
        intermediate_size=2 * width,
        num_hidden_layers=layers,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=window,
        bos_token_id=1,
        eos_token_id=2,
        initializer_range=0.4,
    )
    _save(_roughened(LlamaForCausalLM(config)), folder, files, shards)


def load_tiny(folder: Path) -> Any:
    """The model in a folder, in 32 bits on the CPU."""
    from jupyterlab_galactica.models.checkpoint import FolderCheckpoint
    from jupyterlab_galactica.models.loading import load_model
    from jupyterlab_galactica.models.placement import CPU

    return load_model(FolderCheckpoint(folder), folder, "fp32", CPU, lambda fraction: None)


def llama_tokenizer() -> Any:
    """LLaMA's make: byte fallback, blanks as `▁`, one `<s>` in front."""
    import tokenizers
    from tokenizers import decoders, models, normalizers, processors, trainers

    tokenizer = tokenizers.Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    control = ["<unk>", "<s>", "</s>"]
    every_byte = [f"<0x{byte:02X}>" for byte in range(256)]
    trainer = trainers.BpeTrainer(
        vocab_size=LLAMA_ROWS, special_tokens=control + every_byte, show_progress=False
    )
    tokenizer.train_from_iterator(["a large language model answers with a proof"], trainer)
    trained = json.loads(tokenizer.to_str())
    # Only the control tokens are special: a byte is ordinary text.
    trained["added_tokens"] = [t for t in trained["added_tokens"] if t["content"] in control]
    tokenizer = tokenizers.Tokenizer.from_str(json.dumps(trained))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A $B", special_tokens=[("<s>", 1)]
    )
    return tokenizer


def _roughened(model: Any) -> Any:
    """Biases and norm weights drawn at random: 0 and 1, as they begin, would change nothing."""
    import torch

    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("bias"):
                parameter.normal_(0.0, 0.2)
            elif "norm" in name:
                parameter.uniform_(0.5, 1.5)
    return model


def _save(model: Any, folder: Path, files: Files, shards: bool) -> None:
    """One file, or several with an index."""
    limit = "30KB" if shards else "1GB"
    if files == "safetensors":
        model.save_pretrained(folder, max_shard_size=limit)
        return
    import torch
    from huggingface_hub import split_torch_state_dict_into_shards

    model.config.save_pretrained(folder)
    model.generation_config.save_pretrained(folder)
    tensors = {
        name: tensor
        for name, tensor in model.state_dict().items()
        if not (name == "lm_head.weight" and model.config.tie_word_embeddings)
    }
    split = split_torch_state_dict_into_shards(
        tensors, filename_pattern="pytorch_model{suffix}.bin", max_shard_size=limit
    )
    for file, names in split.filename_to_tensors.items():
        torch.save({name: tensors[name].clone() for name in names}, folder / file)
    if split.is_sharded:
        index = {"metadata": split.metadata, "weight_map": split.tensor_to_filename}
        (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index))


def write_long_opt(folder: Path, layers: int = 12) -> None:
    """One that writes until its window is full, which takes some seconds; more with more layers.

    The row of `</s>` in the tied head is zero, so that it is never the likeliest token.
    """
    from safetensors.torch import load_file, save_file

    from jupyterlab_galactica.models.tokenizer import EOS

    write_tiny_opt(folder, window=2048, layers=layers)
    weights = load_file(folder / "model.safetensors")
    for name, tensor in weights.items():
        if "embed_tokens" in name:
            tensor[EOS] = 0
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
