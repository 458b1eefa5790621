"""What browser tests need beforehand: `python prepare.py model FOLDER`, `… conversation TITLE`.

The second writes a conversation of 500 messages into the user's store and prints its id.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))


def write_conversation(title: str) -> str:
    from jupyter_core.paths import jupyter_data_dir

    from jupyterlab_galactica.answer.answer import Answer
    from jupyterlab_galactica.assistant import check_again
    from jupyterlab_galactica.conversations.store import Store

    text = (
        "The double angle formula is \\[\\sin 2x = 2 \\sin x \\cos x\\]\n\n"
        "and with \\(\\cos^2 x + \\sin^2 x = 1\\) there are **two forms** for the cosine:\n\n"
        "- \\(\\cos 2x = 1 - 2 \\sin^2 x\\)\n- \\(\\cos 2x = 2 \\cos^2 x - 1\\)\n\n"
        "```python\ndef double(x):\n    return 2 * x\n```\n"
    )
    answer = check_again(Answer(question="Why?", text=text, finish_reason="stop")).to_json()
    store = Store(Path(jupyter_data_dir()) / "galactica" / "conversations.sqlite")
    conversation = store.create().id
    store.add_answered(
        conversation, [(f"Question number {number}?", answer) for number in range(1, 251)]
    )
    store.rename(conversation, title)
    store.close()
    return conversation


if __name__ == "__main__":
    match sys.argv[1:]:
        case "model", folder:
            from tests.tiny_models import write_long_opt

            if not Path(folder).exists():
                write_long_opt(Path(folder), layers=60)
        case "conversation", title:
            print(write_conversation(title))  # noqa: T201
