"""Files that are protected by a password, opened with it.

Works in the locked child process, before the reader of the format, which sees a file like any
other. The password comes with the request and stays in the memory of that process: it is written
nowhere, and neither is the opened file.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from importlib import import_module
from typing import Any

from corpus.formats.common.protection import stays_locked, wrong_password
from corpus.formats.zip_safety import OLD_OFFICE, count_part, refuse_directory

PDF_START_BYTES = 1_024  # in which a PDF file says that it is one


def read(data: bytes, name: str, *, module: str, password: str, **options: Any) -> Any:
    """Return what `module.read` finds in a file that `password` opens; raises DocumentError where
    it does not, or where no password would."""
    return import_module(module).read(unlocked_by(password, data, name), name, **options)


def unlocked_by(password: str, data: bytes, name: str) -> bytes:
    """The same file without its protection."""
    if data.startswith(OLD_OFFICE):
        return _office(data, name, password)
    if data.startswith(b"PK\x03\x04"):
        return _archive(data, name, password)
    if b"%PDF-" in data[:PDF_START_BYTES]:
        return _pdf(data, name, password)
    raise stays_locked(name)


def _pdf(data: bytes, name: str, password: str) -> bytes:
    from pypdfium2.raw import FPDF_REMOVE_SECURITY

    from corpus.formats.pdf.file import opened

    document = opened(data, name, password)
    try:
        buffer = io.BytesIO()
        document.save(buffer, flags=FPDF_REMOVE_SECURITY)
    finally:
        document.close()
    return buffer.getvalue()


def _office(data: bytes, name: str, password: str) -> bytes:
    """Word, Excel and PowerPoint lock the whole package up in a file of their old kind."""
    from msoffcrypto.exceptions import InvalidKeyError
    from msoffcrypto.format.ooxml import OOXMLFile

    buffer = io.BytesIO()
    try:
        locked = OOXMLFile(io.BytesIO(data))
        locked.load_key(password=password, verify_password=True)
        locked.decrypt(buffer)
    except InvalidKeyError as error:
        raise wrong_password(name) from error
    # Its streams, XML and numbers are the file's own, and what is wrong with them has many names.
    except Exception as error:
        raise stays_locked(name) from error
    return buffer.getvalue()


def _archive(data: bytes, name: str, password: str) -> bytes:
    """The files of an archive, packed again without protection; they are counted meanwhile as
    those of any archive."""
    import pyzipper  # of the old protection and of AES

    buffer = io.BytesIO()
    with (
        pyzipper.AESZipFile(io.BytesIO(data)) as locked,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as open_,
    ):
        locked.setpassword(password.encode())
        entries = locked.infolist()
        refuse_directory(entries, len(data), name, locked=True)
        total = 0
        for entry in entries:
            copy = zipfile.ZipInfo(entry.filename, entry.date_time)
            copy.external_attr, copy.compress_type = entry.external_attr, zipfile.ZIP_DEFLATED
            try:
                with locked.open(entry) as part, open_.open(copy, "w") as kept:
                    total = count_part(part, entry, total, name, keep=kept.write)
            except NotImplementedError as error:
                raise stays_locked(name) from error
            # A wrong password is noticed at once, or seldom by what then comes out.
            except (RuntimeError, pyzipper.BadZipFile, zlib.error, EOFError) as error:
                raise wrong_password(name) from error
    return buffer.getvalue()
