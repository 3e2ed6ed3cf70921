"""Which language a text is in: by form, half a question being enough."""

from __future__ import annotations

import pytest

from corpus.language.identification import language_of


@pytest.mark.parametrize(
    "text, language",
    [
        ("When was the agreement signed?", "en"),
        ("S&T diplomacy", "en"),
        ("NVIDIA 2024", "en"),
        ("", "en"),
        ("2025-03-26", "en"),
        ("What did Trần Quốc Bảo say on stage in reply to the counsellor?", "en"),
        ('What does "chế thử" (tape-out) mean?', "en"),
        ("Thoả thuận được ký khi nào?", "vi"),
        ("Thỏa thuận được ký khi nào?", "vi"),
        ("thoa thuan duoc ky khi nao", "vi"),
        ("THOA THUAN DUOC KY KHI NAO", "vi"),
        ("o dau", "vi"),
        ("Digital Services Board có bao nhiêu nhân viên?", "vi"),
        ("so ngay bien moi nam chia the nao", "vi"),
        ("Wer hat das Abkommen unterzeichnet?", "other"),
        ("¿Quién firmó el acuerdo en 2024?", "other"),
        ("Siapa yang menandatangani perjanjian itu?", "other"),
        ("协议何时签署？", "script"),
        ("Когда подписано?", "script"),
        ("ข้อตกลงลงนามเมื่อใด", "script"),
    ],
)
def test_the_language_of_a_question(text: str, language: str) -> None:
    assert language_of(text) == language


def test_accents_typed_apart_are_the_same() -> None:
    import unicodedata

    question = "Ai ký thoả thuận?"
    assert language_of(unicodedata.normalize("NFD", question)) == language_of(question) == "vi"
