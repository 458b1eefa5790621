"""Shared by all tests: a tiny random model with Galactica's architecture and kind of tokenizer."""

from __future__ import annotations

from pathlib import Path

import pytest

TINY_WINDOW = 256


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model that writes nonsense, fast: OPT with Galactica's configuration."""
    folder = tmp_path_factory.mktemp("models") / "tiny"
    write_tiny_model(folder)
    return folder


def write_tiny_model(
    folder: Path, *, seed: int = 0, window: int = TINY_WINDOW, layers: int = 2
) -> None:
    import torch
    from transformers import OPTConfig, OPTForCausalLM

    from jupyterlab_galactica.demo.tokenizer import train_tokenizer

    folder.mkdir(parents=True)
    text = "The Transformer architecture [START_REF] Attention Is All You Need[END_REF] é 中 x^2\n"
    tokenizer = train_tokenizer([text] * 2, 320)
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(seed)
    config = OPTConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        ffn_dim=64,
        num_hidden_layers=layers,
        num_attention_heads=2,
        word_embed_proj_dim=32,
        max_position_embeddings=window,
        activation_function="gelu",
        dropout=0.0,
        enable_bias=False,
        layer_norm_elementwise_affine=False,
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
        init_std=0.4,
    )
    OPTForCausalLM(config).save_pretrained(folder)
