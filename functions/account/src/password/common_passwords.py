"""Makes common_passwords.txt: the 3,000 commonest passwords of at least 8 characters.

    pip download --no-deps django==5.2.19
    python3 common_passwords.py django-5.2.19-py3-none-any.whl

Django's list has 19,640 passwords, the commonest first, in lower case; Royce Williams made it
from passwords that were leaked. Shorter ones are left out because they are refused anyway, and
so are a few that a wrong character set has mangled.
"""

import gzip
import pathlib
import sys
import zipfile

LIST = "django/contrib/auth/common-passwords.txt.gz"
COUNT, SHORTEST = 3000, 8

with zipfile.ZipFile(sys.argv[1]) as wheel:
    passwords = gzip.decompress(wheel.read(LIST)).decode().split("\n")
long_enough = [text for text in passwords if len(text) >= SHORTEST and text.isascii()]
lines = sorted(long_enough[:COUNT])
target = pathlib.Path(__file__).with_name("common_passwords.txt")
target.write_bytes("".join(f"{line}\n" for line in lines).encode())
