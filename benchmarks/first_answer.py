"""The first answer of a fresh machine: kernel, worker, model, answer, checks, from cold.

Peer, in the same run: transformers alone in a fresh process, from import to the same answer.
"""

from __future__ import annotations

import subprocess
import sys
import time

from fresh_kernels import fresh_kernel, printed

QUESTION = "What is the double angle formula for sine?"

_PEER = """
import sys
from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast
folder, question = sys.argv[1:]
tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
model = AutoModelForCausalLM.from_pretrained(folder, dtype="float32")
ids = tokenizer(f"Question: {question}\\n\\nAnswer:", return_tensors="pt").input_ids
model.generate(ids, max_new_tokens=400, do_sample=False)
"""


def main() -> None:
    from jupyterlab_galactica.demo import MODEL_FOLDER

    started = time.perf_counter()
    command = [sys.executable, "-c", _PEER, str(MODEL_FOLDER), QUESTION]
    subprocess.run(command, check=True, capture_output=True)
    peer = time.perf_counter() - started

    started = time.perf_counter()
    with fresh_kernel() as client:
        printed(client, "%load_ext jupyterlab_galactica")
        printed(client, f"%%galactica --no-cache -o answer\n{QUESTION}")
        ours = time.perf_counter() - started
        verdicts = printed(client, "print([check.verdict for check in answer.equations])")
    print(
        f"first checked answer, cold  {ours:5.1f} s   (target 15 s; "
        f"transformers alone {peer:.1f} s, ratio {ours / peer:.2f})   {verdicts.strip()}"
    )


if __name__ == "__main__":
    main()
