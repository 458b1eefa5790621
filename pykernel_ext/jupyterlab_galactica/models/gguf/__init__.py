"""GGUF, llama.cpp's file format: models of LLaMA's shape, read as if they were a model's folder.

    header.py      what a file says of itself and where its tensors lie; bounded, since files lie
    config.py      that as a config.json
    vocabulary.py  its tokens as a tokenizer.json
    tensors.py     its tensors under transformers' names, their values by the `gguf` package
    folder.py      a folder with all of these, kept in the user's cache, that links to the file

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""
