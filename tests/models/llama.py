"""A small tokenizer of LLaMA's make: SentencePiece-style BPE, byte tokens, `<s>` put in front."""

from __future__ import annotations

import json

import tokenizers
from tokenizers import decoders, models, normalizers, processors, trainers

_TEXT = "Below is an instruction. What is DNA? A polymer of nucleotides.\n<|user|> <|assistant|>"


def train_llama_tokenizer() -> tokenizers.Tokenizer:
    """`<unk>`, `<s>`, `</s>` at 0 to 2, the bytes at 3 to 258, then learned pieces."""
    trained = tokenizers.Tokenizer(models.BPE())
    trained.normalizer = _normalizer()
    trained.train_from_iterator(
        [_TEXT] * 4, trainers.BpeTrainer(vocab_size=120, show_progress=False)
    )
    learned = json.loads(trained.to_str())["model"]
    pieces = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    pieces += sorted(learned["vocab"], key=learned["vocab"].get)
    tokenizer = tokenizers.Tokenizer(
        models.BPE(
            vocab={piece: place for place, piece in enumerate(pieces)},
            merges=[tuple(merge) for merge in learned["merges"]],
            unk_token="<unk>",
            fuse_unk=True,
            byte_fallback=True,
        )
    )
    tokenizer.normalizer = _normalizer()
    tokenizer.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    tokenizer.add_special_tokens(["<unk>", "<s>", "</s>"])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)]
    )
    return tokenizer


def _normalizer() -> normalizers.Normalizer:
    return normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
