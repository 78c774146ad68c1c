"""The speed figures of the documents, each a program that anyone can run: `python3 run.py bench NAME`."""
