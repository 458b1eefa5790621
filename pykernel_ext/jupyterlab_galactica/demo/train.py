"""Train the demonstration model from scratch: `python -m jupyterlab_galactica.demo.train`.

A 7-million-parameter `OPTForCausalLM` with Galactica's configuration (exact GELU, pre-LN, learned
positions, no biases), on the corpus beside this file. Seeded, resumable, on CPU or GPU.
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import os
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..models.tokenizer import BOS, EOS, PAD, Tokenizer
from . import CORPUS_FOLDER, MODEL_FOLDER
from .corpus import Example, Record, held_out_examples, read_corpus, training_examples
from .tokenizer import train_tokenizer

if TYPE_CHECKING:
    import torch

log = logging.getLogger(__name__)

VOCABULARY = 4096
BATCH = 8
PROMPT_WEIGHT = 0.05
"""Questions are learned a little, answers fully."""


@dataclass(frozen=True, slots=True)
class Plan:
    epochs: int
    learning_rate: float
    seed: int
    device: str
    save_every: int = 20


def new_model(vocabulary: int, seed: int) -> Any:
    import torch
    from transformers import OPTConfig, OPTForCausalLM

    torch.manual_seed(seed)
    config = OPTConfig(
        vocab_size=vocabulary,
        hidden_size=320,
        word_embed_proj_dim=320,
        num_hidden_layers=4,
        num_attention_heads=5,
        ffn_dim=1280,
        max_position_embeddings=2048,
        activation_function="gelu",
        do_layer_norm_before=True,
        enable_bias=False,
        layer_norm_elementwise_affine=False,
        dropout=0.0,
        attention_dropout=0.0,
        tie_word_embeddings=True,
        bos_token_id=BOS,
        pad_token_id=PAD,
        eos_token_id=EOS,
    )
    return OPTForCausalLM(config)


def encode(example: Example, tokenizer: Tokenizer) -> tuple[list[int], int]:
    """Token ids of prompt, answer and `</s>`, and how many of them are the prompt's."""
    prompt = tokenizer.encode(example.prompt)
    return prompt + tokenizer.encode(example.answer) + [EOS], len(prompt)


def batches(
    encoded: Sequence[tuple[list[int], int]], rng: random.Random
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Batches of like length: ids (batch, tokens) and loss weights of the same shape."""
    import torch

    order = sorted(encoded, key=lambda row: len(row[0]) + rng.random() * 8)
    groups = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    rng.shuffle(groups)
    for group in groups:
        width = max(len(ids) for ids, _ in group)
        ids = torch.full((len(group), width), PAD)
        weights = torch.zeros(len(group), width)
        for row, (tokens, prompt_length) in enumerate(group):
            ids[row, : len(tokens)] = torch.tensor(tokens)
            weights[row, :prompt_length] = PROMPT_WEIGHT
            weights[row, prompt_length : len(tokens)] = 1.0
        yield ids, weights


def weighted_loss(model: Any, ids: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy in nats over the weighted tokens."""
    from torch.nn.functional import cross_entropy

    logits = model(input_ids=ids, attention_mask=(ids != PAD).long(), use_cache=False).logits
    losses = cross_entropy(
        logits[:, :-1].float().flatten(0, 1), ids[:, 1:].flatten(), reduction="none"
    )
    target_weights = weights[:, 1:].flatten()
    return (losses * target_weights).sum() / target_weights.sum()


def held_out_loss(model: Any, encoded: Sequence[tuple[list[int], int]], device: str) -> float:
    """Mean loss in nats for each answer token, on wordings that were not trained on."""
    import torch

    total = count = 0.0
    with torch.inference_mode():
        for ids, weights in batches(encoded, random.Random(0)):
            weights = (weights == 1.0).float()
            size = float(weights[:, 1:].sum())
            total += float(weighted_loss(model, ids.to(device), weights.to(device))) * size
            count += size
    return total / count


def train(
    model: Any, tokenizer: Tokenizer, records: Sequence[Record], plan: Plan, checkpoint: Path
) -> None:
    """Train in place, resuming from `checkpoint`, which is rewritten every `save_every` epochs."""
    import torch
    from tqdm import trange

    held_out = [encode(example, tokenizer) for example in held_out_examples(records)]
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=plan.learning_rate, betas=(0.9, 0.98), weight_decay=0.01
    )
    warmup = 3

    def rate(epoch: float) -> float:
        if epoch < warmup:
            return (epoch + 0.1) / warmup
        return 0.02 + 0.98 * 0.5 * (
            1 + math.cos(math.pi * (epoch - warmup) / (plan.epochs - warmup))
        )

    first = 0
    if checkpoint.is_file():
        saved = torch.load(checkpoint, weights_only=True, map_location=plan.device)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        first = int(saved["epoch"])
        log.info("resuming after epoch %d", first)
    precision = torch.autocast(plan.device, torch.bfloat16)
    progress = trange(first, plan.epochs, initial=first, total=plan.epochs, unit="epoch")
    for epoch in progress:
        rng = random.Random(f"{plan.seed}-{epoch}")
        encoded = [encode(example, tokenizer) for example in training_examples(records, rng)]
        model.train()
        losses = []
        for ids, weights in batches(encoded, rng):
            for group in optimizer.param_groups:
                group["lr"] = plan.learning_rate * rate(epoch)
            with precision:
                loss = weighted_loss(model, ids.to(plan.device), weights.to(plan.device))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            losses.append(float(loss.detach()))
        progress.set_postfix(loss=f"{sum(losses) / len(losses):.3f}")
        if (epoch + 1) % plan.save_every == 0:
            model.eval()
            with precision:
                loss_now = held_out_loss(model, held_out, plan.device)
            progress.write(f"epoch {epoch + 1}: held-out loss {loss_now:.3f} nats a token")
            state = {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "epoch": epoch + 1,
            }
            torch.save(state, checkpoint.with_suffix(".new"))
            os.replace(checkpoint.with_suffix(".new"), checkpoint)


def share_answered_exactly(
    model: Any, encoded: Sequence[tuple[list[int], int]], device: str
) -> float:
    """How many of the held-out wordings get the corpus's answer, token for token, greedily.

    Under teacher forcing: every answer token is the most likely one, which is what greedy
    decoding reproduces.
    """
    import torch

    right = 0
    with torch.inference_mode():
        for ids, weights in batches(encoded, random.Random(0)):
            ids = ids.to(device)
            logits = model(input_ids=ids, attention_mask=(ids != PAD).long()).logits
            agrees = logits[:, :-1].argmax(-1) == ids[:, 1:]
            agrees |= (weights[:, 1:] != 1.0).to(device)
            right += int(agrees.all(1).sum())
    return right / len(encoded)


def save(model: Any, tokenizer_file: Path, folder: Path, report: dict[str, Any]) -> None:
    """Write 16-bit safetensors, config, tokenizer and the report, replacing the folder whole."""
    import torch

    new = folder.with_name(folder.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    model.to(torch.float16).save_pretrained(new)
    (new / "generation_config.json").unlink(missing_ok=True)
    (new / "model.safetensors").chmod(0o644)
    shutil.copy(tokenizer_file, new / "tokenizer.json")
    (new / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast"}, indent=2) + "\n"
    )
    (new / "training.json").write_text(json.dumps(report, indent=2) + "\n")
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--work", type=Path, default=Path("build/demo-model"))
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", help="cpu or cuda; the GPU where there is one")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")

    import torch

    device = options.device or ("cuda" if torch.cuda.is_available() else "cpu")
    plan = Plan(options.epochs, options.learning_rate, options.seed, device)
    options.work.mkdir(parents=True, exist_ok=True)
    records = read_corpus(CORPUS_FOLDER)
    tokenizer_file = options.work / "tokenizer.json"
    if not tokenizer_file.is_file():
        texts = [text for r in records for text in (r.answer, *r.questions)]
        texts += [example.prompt for example in held_out_examples(records[:1])]
        train_tokenizer(texts, VOCABULARY).save(str(tokenizer_file))
    tokenizer = Tokenizer.from_folder(options.work)
    model = new_model(tokenizer.size, plan.seed).to(device)
    parameters = sum(parameter.numel() for parameter in model.parameters())
    log.info("%d records, %d tokens, %d parameters", len(records), tokenizer.size, parameters)
    train(model, tokenizer, records, plan, options.work / "checkpoint.pt")

    model.eval()
    held_out = [encode(example, tokenizer) for example in held_out_examples(records)]
    report = {
        "records": len(records),
        "parameters": parameters,
        "epochs": plan.epochs,
        "seed": plan.seed,
        "held_out_loss": round(held_out_loss(model, held_out, device), 4),
        "held_out_answered_exactly": round(share_answered_exactly(model, held_out, device), 4),
    }
    save(model, tokenizer_file, options.out, report)
    log.info("%s", json.dumps(report))


if __name__ == "__main__":
    main()
