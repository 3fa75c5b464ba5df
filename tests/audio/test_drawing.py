import io

from PIL import Image, ImageDraw

from loudspeaker.audio.drawing import INK, PAPER, plain_letters, png, text_width, write


def test_plain_letters() -> None:
    assert plain_letters("Điểm loa số 4: Nà Đon, ữ ệ ợ") == "Diem loa so 4: Na Don, u e o"


def test_what_is_written_is_as_wide_as_it_said() -> None:
    picture = Image.new("L", (300, 30), PAPER)
    write(ImageDraw.Draw(picture), (10, 5), "Điểm loa")
    dark = [x for x in range(300) if min(picture.crop((x, 0, x + 1, 30)).tobytes()) < 128]

    assert 8 <= dark[0] <= 14
    assert abs(dark[-1] - dark[0] - text_width("Điểm loa")) <= 4


def test_a_picture_is_a_png() -> None:
    again = Image.open(io.BytesIO(png(Image.new("RGB", (3, 2), INK))))

    assert (again.format, again.size) == ("PNG", (3, 2))
