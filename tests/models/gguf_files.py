"""GGUF files of small random models, as llama.cpp's converter writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import tokenizers

from .llama import train_llama_tokenizer

ROTATED = ("attn_q", "attn_k")
_SIZES = {"hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2}
_NAMES = {
    "input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output", "self_attn.q_norm":
    "attn_q_norm", "self_attn.k_norm": "attn_k_norm", "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
}  # fmt: skip
_OUTSIDE = {
    "model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"
}  # fmt: skip


def tiny_model(kind: str, *, tied: bool = False) -> Any:
    """A random model of transformers of the `model_type` `kind`, two key heads for four heads."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    torch.manual_seed(0)
    config = AutoConfig.for_model(
        kind, **_SIZES, num_attention_heads=4, num_key_value_heads=2, head_dim=16,
        vocab_size=train_llama_tokenizer().get_vocab_size(), max_position_embeddings=64,
        tie_word_embeddings=tied, bos_token_id=1, eos_token_id=2, initializer_range=0.3,
    )  # fmt: skip
    model = AutoModelForCausalLM.from_config(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() == 1:
                parameter.uniform_(0.5, 1.5)
    return model


def write_gguf(path: Path, model: Any, type_name: str = "F32", **values: Any) -> Path:
    """`values` are written over those of the model: numbers and texts by their full names."""
    import gguf

    config = model.config
    kind = config.model_type
    writer = gguf.GGUFWriter(path, kind)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_key_length(config.head_dim)
    _add_vocabulary(writer)
    for name, value in values.items():
        add = writer.add_string if isinstance(value, str) else writer.add_uint32
        add(name.replace("__", "."), value)
    wanted = gguf.GGMLQuantizationType[type_name]
    for name, tensor in model.state_dict().items():
        if name == "lm_head.weight" and config.tie_word_embeddings:
            continue
        stem, _, end = name.rpartition(".")
        ours = _stored_name(stem)
        content = tensor.float().numpy()
        if kind == "llama" and ours.rpartition(".")[2] in ROTATED:
            heads = config.num_attention_heads if ours.endswith("q") else config.num_key_value_heads
            content = _interleaved(content, heads)
        if content.ndim > 1 and type_name != "F32":
            stored = gguf.quants.quantize(content, wanted)
            writer.add_tensor(f"{ours}.{end}", stored, raw_dtype=wanted)
        else:
            writer.add_tensor(f"{ours}.{end}", np.ascontiguousarray(content))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _stored_name(stem: str) -> str:
    if stem in _OUTSIDE:
        return _OUTSIDE[stem]
    _, _, layer, rest = stem.split(".", 3)
    return f"blk.{layer}.{_NAMES[rest]}"


def _interleaved(rows: Any, heads: int) -> Any:
    """As `LlamaModel.permute` of llama.cpp's convert_hf_to_gguf.py."""
    halves = rows.reshape(heads, 2, rows.shape[0] // heads // 2, *rows.shape[1:])
    return halves.swapaxes(1, 2).reshape(rows.shape)


def _add_vocabulary(writer: Any) -> None:
    described = json.loads(train_llama_tokenizer().to_str())["model"]
    vocabulary = sorted(described["vocab"], key=described["vocab"].get)
    ranks = {"".join(merge): place for place, merge in enumerate(described["merges"])}
    kinds = [2, 3, 3, *[6] * 256, *[1] * (len(vocabulary) - 259)]
    writer.add_tokenizer_model("llama")
    writer.add_token_list(vocabulary)
    writer.add_token_scores([-float(ranks.get(token, 10**6)) for token in vocabulary])
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)


def trained() -> tokenizers.Tokenizer:
    """The tokenizer whose vocabulary the files have."""
    return train_llama_tokenizer()
