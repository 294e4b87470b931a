"""Uploads: a short allow-list, judged by content, everything bounded before it is opened."""

from __future__ import annotations

import base64
import hashlib
import io
import resource
import zipfile
import zlib

import pytest
from PIL import Image

from media.checks import MAX_BYTES, TYPES, Accepted, Refused, accept_attribute, check_upload, labels
from media.office import MAX_ENTRIES
from media.pictures import MAX_PIXELS
from tests.media import samples

SCRIPT = b"1 0 <</OpenAction<</S/JavaScript/JS(x)>>>>"


def take(name: str, data: bytes, **more: object) -> Accepted:
    return check_upload(io.BytesIO(data), name=name, size=len(data), **more)  # type: ignore[arg-type]


def refusal(name: str, data: bytes, **more: object) -> str:
    with pytest.raises(Refused) as caught:
        take(name, data, **more)
    return str(caught.value)


@pytest.mark.parametrize(
    "name, data, content_type",
    [
        ("会則.pdf", samples.pdf(), TYPES["pdf"]),
        ("見積書.PDF", samples.pdf(), TYPES["pdf"]),
        ("写真.jpeg", samples.picture("JPEG"), "image/jpeg"),
        ("図.png", samples.picture("PNG"), "image/png"),
        ("IMG_0001.HEIC", samples.picture("HEIF"), "image/jpeg"),
        ("計画.docx", samples.office(), TYPES["docx"]),
        ("予算.xlsx", samples.workbook(), TYPES["xlsx"]),
        ("全角．ｐｄｆ", samples.pdf(), TYPES["pdf"]),
    ],
)
def test_a_listed_kind_passes_by_its_content(name: str, data: bytes, content_type: str) -> None:
    accepted = take(name, data)
    assert (accepted.name, accepted.content_type) == (name, content_type)
    assert accepted.sha256_sent == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("name, data", [("会則.pdf", samples.pdf()), ("予算.xlsx", samples.workbook())])
def test_what_is_no_picture_is_kept_byte_for_byte(name: str, data: bytes) -> None:
    assert take(name, data).data == data


@pytest.mark.parametrize("kind, name", [("JPEG", "a.jpg"), ("PNG", "a.png"), ("HEIF", "a.heic")])
@pytest.mark.parametrize("orientation", [1, 6])
def test_pictures_lose_place_and_camera_and_stand_upright(kind: str, name: str, orientation: int) -> None:
    data = samples.picture(kind, orientation=orientation)
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(samples.GPS_IFD)  # the sample really has a place
    accepted = take(name, data)
    picture = Image.open(io.BytesIO(accepted.data))
    assert not picture.getexif()
    assert b"SecretPhone" not in accepted.data
    assert b"Exif" not in accepted.data
    assert picture.size == ((64, 48) if orientation == 1 else (48, 64))
    red, _green, blue = picture.convert("RGB").getpixel((4, 4))  # type: ignore[misc]
    assert red > 200 > blue  # the red half is left before turning, above after
    assert hashlib.sha256(accepted.data).hexdigest() != accepted.sha256_sent


def test_what_was_appended_to_a_picture_is_gone() -> None:
    data = samples.picture("JPEG") + samples.office()
    assert b"PK\x03\x04" not in take("写真.jpg", data).data


def test_a_photo_with_a_second_frame_keeps_its_first() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (32, 32), color) for color in ("red", "blue")]
    frames[0].save(out, "MPO", save_all=True, append_images=frames[1:])
    picture = Image.open(io.BytesIO(take("phone.jpg", out.getvalue()).data))
    assert (picture.format, getattr(picture, "n_frames", 1)) == ("JPEG", 1)
    assert picture.getpixel((4, 4))[0] > 200  # type: ignore[index]


def test_a_moving_png_is_refused() -> None:
    out = io.BytesIO()
    frames = [Image.new("L", (4, 4), shade) for shade in range(40)]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    assert "1枚の画像" in refusal("a.png", out.getvalue())


def test_a_huge_picture_is_refused_by_its_header_alone() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "画素まで" in refusal("a.png", samples.huge_png())
    assert "画素まで" in refusal("a.png", samples.huge_png(5_001, 5_000))
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) < 100 * 1024  # KiB


def test_the_largest_allowed_picture_passes() -> None:
    out = io.BytesIO()
    Image.new("L", (5_000, MAX_PIXELS // 5_000)).save(out, "JPEG")
    assert take("a.jpg", out.getvalue()).content_type == "image/jpeg"


@pytest.mark.parametrize("cut", [30, 200, 500])
@pytest.mark.parametrize("kind, name", [("JPEG", "a.jpg"), ("PNG", "a.png"), ("HEIF", "a.heic")])
def test_a_picture_cut_off_on_its_way_is_refused(kind: str, name: str, cut: int) -> None:
    data = samples.picture(kind, size=(640, 480))
    assert refusal(name, data[: min(cut, len(data) - 40)])


@pytest.mark.parametrize(
    "name, data",
    [
        ("会則.pdf", b"<html><script>alert(1)</script>"),
        ("会則.pdf", samples.picture("JPEG")),
        ("写真.jpg", samples.picture("PNG")),
        ("写真.jpg", b"GIF89a" + bytes(100)),
        ("写真.heic", samples.picture("JPEG")),
        ("写真.heic", b"\x00\x00\x00\x18ftypisom" + bytes(100)),
        ("計画.docx", samples.workbook()),
        ("計画.docx", samples.pdf()),
        ("予算.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("本.docx", samples.office("application/epub+zip")),
    ],
)
def test_content_that_belies_the_name_is_refused(name: str, data: bytes) -> None:
    assert refusal(name, data)


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.exe", "a.docm", "a.xlsm", "a.zip", "a", "pdf", "a.pdf.exe"])
def test_unlisted_kinds_are_refused_with_the_list(name: str) -> None:
    message = refusal(name, samples.pdf())
    assert "PDF、JPEG、PNG、HEIC、Word" in message


def test_a_question_may_narrow_the_list() -> None:
    assert take("a.pdf", samples.pdf(), accept=["pdf"]).content_type == "application/pdf"
    assert refusal("a.jpg", samples.picture(), accept=["pdf"]).endswith("：PDF。")
    assert take("a.jpeg", samples.picture(), accept=["jpeg"])
    assert accept_attribute(["jpg", "pdf"]) == ".pdf,.jpg,.jpeg"
    assert labels(["heif"]) == "HEIC"


def test_too_many_bytes_are_refused_whatever_size_was_claimed() -> None:
    big = samples.pdf() + b"\n" * MAX_BYTES
    assert "20MBまで" in refusal("a.pdf", big)
    with pytest.raises(Refused, match="20MBまで"):
        check_upload(io.BytesIO(big), name="a.pdf", size=10)


def test_an_empty_file_is_refused() -> None:
    assert "空" in refusal("a.pdf", b"")


def test_an_archive_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = samples.office(members={"big.xml": bytes(300 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "上限" in refusal("a.docx", bomb)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) < 100 * 1024  # KiB


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(samples.office(members={"big.xml": bytes(8 * 1024 * 1024)}))
    real = (8 * 1024 * 1024).to_bytes(4, "little")
    assert bomb.count(real) >= 1
    assert refusal("a.docx", bytes(bomb).replace(real, (10).to_bytes(4, "little")))


def test_an_archive_with_countless_entries_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(MAX_ENTRIES + 1):
            archive.writestr(f"{number}", "")
    assert "上限" in refusal("a.docx", out.getvalue())


def test_more_than_65535_entries_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(66_000):
            archive.writestr(zipfile.ZipInfo(f"{number}"), b"")
    assert "上限" in refusal("a.xlsx", out.getvalue())


@pytest.mark.parametrize("member", ["../../etc/cron.d/x", "/etc/passwd", "..\\x", "C:\\x", "word/../../x"])
def test_members_outside_the_archive_are_refused(member: str) -> None:
    assert refusal("a.docx", samples.office(members={member: b"x"}))


@pytest.mark.parametrize("member", ["word/vbaProject.bin", "xl/VBAPROJECT.BIN", "word/activeX/activeX1.bin"])
def test_macros_are_refused(member: str) -> None:
    assert "マクロ" in refusal("a.docx", samples.office(members={member: b"x"}))


def test_a_macro_document_under_a_harmless_name_is_refused() -> None:
    main = "application/vnd.ms-word.document.macroEnabled.main+xml"
    assert "マクロ" in refusal("a.docx", samples.office(main))


def test_a_damaged_archive_is_refused() -> None:
    data = bytearray(samples.workbook())
    data[200:240] = bytes(40)
    assert refusal("a.xlsx", bytes(data))
    assert refusal("a.xlsx", bytes(samples.workbook()[:-30]))


@pytest.mark.parametrize(
    "data",
    [
        samples.pdf(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
        samples.pdf(b"/OpenAction<</S/Java#53cript/JS(x)>>"),
        samples.pdf(b"/OpenAction<</S/Launch/F(cmd.exe)>>"),
        samples.pdf_with_packed(SCRIPT),
        samples.pdf_with_packed(SCRIPT).replace(b"/ObjStm", b"/Ob#6aS#74m"),
        samples.pdf_with_packed(SCRIPT).replace(b"/ObjStm", b"/ObjStm\0"),
        samples.pdf_with_packed(SCRIPT).replace(b"/ObjStm", b"/ObjStm" + b" " * 900),
    ],
)
def test_a_pdf_that_acts_when_opened_is_refused(data: bytes) -> None:
    assert "PDFに印刷" in refusal("a.pdf", data)


def test_a_pdf_whose_objects_are_packed_in_a_way_that_we_do_not_undo_is_refused() -> None:
    packed = base64.a85encode(zlib.compress(SCRIPT))
    stream = b"1 0 obj<</Type/ObjStm/Filter[/A85/Fl]/N 1/First 4/Length %d>>\nstream\n%s~>\nendstream"
    data = b"%PDF-1.7\n" + stream % (len(packed) + 2, packed) + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    assert "複雑" in refusal("a.pdf", data)


def test_a_pdf_with_plain_object_streams_passes() -> None:
    assert take("a.pdf", samples.pdf_with_packed(b"1 0 <</Type/Catalog>>"))


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x03\x04" + bytes(40)])
def test_a_pdf_with_something_behind_it_is_refused(tail: bytes) -> None:
    assert "途中で切れて" in refusal("a.pdf", samples.pdf(tail=tail))


def test_a_pdf_cut_off_on_its_way_is_refused() -> None:
    assert refusal("a.pdf", samples.pdf()[:40])


def test_a_locked_pdf_passes() -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("秘密")
    out = io.BytesIO()
    writer.write(out)
    assert take("locked.pdf", out.getvalue()).data == out.getvalue()
