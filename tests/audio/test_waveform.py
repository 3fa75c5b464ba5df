import io

import numpy as np
import pytest
from PIL import Image, ImageFont

from loudspeaker.audio.pcm import Clip, concatenate, silence
from loudspeaker.audio.waveform import Track, draw_waveform
from tests.audio.signals import sine

PAPER = (255, 255, 255)
PEAK = (0x7F, 0xB0, 0xE6)


def clip_of(*parts: np.ndarray[tuple[int], np.dtype[np.float32]]) -> Clip:
    return Clip(samples=concatenate(list(parts)), rate_hz=48_000)


def drawn(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png))
    assert picture.format == "PNG"
    return picture.convert("RGB")


def peaks_in_column(picture: Image.Image, x: int) -> int:
    return sum(picture.getpixel((x, y)) == PEAK for y in range(picture.height))


def test_loud_is_tall_and_silent_is_flat() -> None:
    loud = sine(peak_db=-6.0, seconds=1.0)
    picture = drawn(draw_waveform([Track(clip=clip_of(loud, silence(1_000)))], row_height_px=100))
    # ±0.5 of 94 pixels, less the dark core of ±0.35
    assert 8 <= peaks_in_column(picture, 300) <= 20
    assert peaks_in_column(picture, 900) == 0


def test_tracks_lie_below_each_other_on_one_axis() -> None:
    one = draw_waveform([Track(clip=clip_of(sine()))])
    tracks = [Track(clip=clip_of(sine(seconds=s)), label=f"Điểm {s:g}") for s in (1.0, 0.5)]
    picture, taller = drawn(one), drawn(draw_waveform(tracks, title="Thử"))
    assert taller.width == picture.width == 1200
    assert taller.height == picture.height + 90 + 34
    right = range(800, 1180)
    rows = {y for x in right for y in range(50, 230) if taller.getpixel((x, y)) == PEAK}
    assert rows
    assert max(rows) < 140  # the shorter track ends half-way


@pytest.mark.parametrize("frames", [0, 1, 10, 1_000])
def test_clips_shorter_than_the_picture_is_wide(frames: int) -> None:
    tiny = Clip(samples=np.full(frames, 0.5, dtype=np.float32), rate_hz=48_000)
    assert drawn(draw_waveform([Track(clip=tiny)], width_px=400)).width == 400


def test_no_tracks_give_an_empty_sheet() -> None:
    assert drawn(draw_waveform([], title="Không có tiếng")).getpixel((600, 40)) is not None


def test_a_picture_too_narrow_for_its_labels_is_still_drawn() -> None:
    track = Track(clip=clip_of(sine()), label="Điểm loa có một cái tên rất dài")
    assert drawn(draw_waveform([track], width_px=60)).width == 60


def test_over_full_scale_stays_in_its_row() -> None:
    over = Track(clip=clip_of(sine(peak_db=12.0)))
    picture = drawn(draw_waveform([over, Track(clip=clip_of(silence(1_000)))]))
    second_row = [picture.getpixel((600, y)) for y in range(12 + 90 + 1, 12 + 180)]
    assert PEAK not in second_row


def test_vietnamese_needs_a_font_and_is_plain_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with_marks = draw_waveform([Track(clip=clip_of(sine()))], title="Điểm loa số 4")
    truetype = ImageFont.truetype

    def without_dejavu(font: object, *args: object, **options: object) -> object:
        if font == "DejaVuSans.ttf":
            raise OSError("cannot open resource")
        return truetype(font, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(ImageFont, "truetype", without_dejavu)
    plain = draw_waveform([Track(clip=clip_of(sine()))], title="Điểm loa số 4")
    assert plain == draw_waveform([Track(clip=clip_of(sine()))], title="Diem loa so 4")
    assert drawn(plain).size == drawn(with_marks).size
