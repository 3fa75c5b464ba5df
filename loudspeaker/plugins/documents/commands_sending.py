"""``loudspeaker documents``: signatures, whom the station trusts, and the line to other offices."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from loudspeaker.errors import EntryRefused, UsageRefused
from loudspeaker.hookspecs import Commands
from loudspeaker.model import from_iso

Number = Annotated[int, typer.Argument(metavar="SỐ", help="Số của văn bản trong kho.")]
_WAYS: Final = {"in": "đến", "out": "đi"}
_KINDS: Final = {"edoc": "văn bản", "status": "trạng thái"}
_LONGEST_PIN: Final = 200


def add_sending(app: Commands) -> None:
    """Add the commands."""
    cases = _Sending(app)
    for name, function, does, example in (
        ("sign", cases.sign, "Ký số văn bản đi: người ký trước, cơ quan (--seal) sau.", "sign 12"),
        ("stamp", cases.stamp, "Xin lại dấu thời gian đã thôi thử.", "stamp 12"),
        ("send", cases.send, "Gửi văn bản đã phát hành qua trục liên thông.",
         "send 12 --to H03.12.26"),
        ("messages", cases.messages, "Thông điệp đến, đi và trạng thái.", "messages --paper 12"),
        ("send-again", cases.send_again, "Gửi lại một thông điệp không gửi được.",
         "send-again 40"),
        ("answer-back", cases.answer_back, "Trả lời cơ quan gửi xin lấy lại văn bản.",
         'answer-back 12 --refuse "Đã vào việc"'),
        ("trust", cases.trust, "Nơi cấp chứng thư được tin cậy: xem, thêm, bớt.",
         'trust add ca.pem --name "CA của tỉnh"'),
    ):  # fmt: skip
        app.add(name, function, does=does, example=f"loudspeaker documents {example}")


class _Sending:
    """Each asks for actions and prints the answer."""

    def __init__(self, app: Commands) -> None:
        self._app = app

    # --- signatures -----------------------------------------------------------------------------

    def sign(
        self,
        paper: Number,
        *,
        seal: Annotated[
            bool, typer.Option("--seal", metavar="", help="Ký bằng khóa của cơ quan.")
        ] = False,
        file: Annotated[
            Path | None, typer.Option("--file", metavar="TỆP", help="Tệp đã ký bằng máy khác.")
        ] = None,
        pin_stdin: Annotated[
            bool, typer.Option("--pin-stdin", metavar="", help="Đọc mã PIN từ đầu vào chuẩn.")
        ] = False,
    ) -> None:
        """Sign here with a key, whose PIN is typed unseen; or take what was signed elsewhere."""
        act = "seal" if seal else "sign"
        if file is not None:
            answer = self._app.ask("documents.bring_signed", paper=paper, act=act, file=file)
        else:
            pin = _pin(from_stdin=pin_stdin)
            answer = self._app.ask("documents.sign", paper=paper, act=act, pin=pin)
        self._app.show(answer, self._print_signed)

    def _print_signed(self, told: dict[str, Any]) -> None:
        self._app.say(f"Văn bản {told['id']}: {told['state_label']}.")

    def stamp(self, paper: Number) -> None:
        """Have a time-stamp asked for once more."""
        answer = self._app.ask("documents.stamp_again", paper=paper)
        self._app.show(answer, lambda told: self._app.say(told["mark"] or "đã có dấu thời gian"))

    # --- the line -------------------------------------------------------------------------------

    def send(
        self,
        paper: Number,
        *,
        to: Annotated[
            list[str] | None,
            typer.Option("--to", metavar="MÃ", help="Mã cơ quan nhận; nhiều lần được."),
        ] = None,
        update: Annotated[
            str, typer.Option("--update", metavar="LÝ DO", help="Gửi lại bản cập nhật.")
        ] = "",
    ) -> None:
        """Send an issued paper."""
        more = {"update": update} if update else {}
        answer = self._app.ask("documents.send", paper=paper, receivers=to or [], **more)
        self._app.show(answer, self._print_sent)

    def _print_sent(self, told: dict[str, Any]) -> None:
        self._app.say(f"Chờ gửi cho: {', '.join(told['receivers'])}.")

    def messages(
        self,
        *,
        paper: Annotated[
            int | None, typer.Option("--paper", metavar="SỐ", help="Của một văn bản.")
        ] = None,
        dead: Annotated[
            bool, typer.Option("--dead", metavar="", help="Chỉ thông điệp không gửi được.")
        ] = False,
    ) -> None:
        """Print messages and statuses."""
        asked: dict[str, Any] = {} if paper is None else {"paper": paper}
        if dead:
            asked["dead"] = True
        self._app.show(self._app.ask("documents.messages", **asked), self._print_messages)

    def _print_messages(self, told: dict[str, Any]) -> None:
        if not told["messages"] and not told["statuses"]:
            self._app.say("Không có thông điệp nào.")
            return
        rows = [
            (str(each["number"]), _at(each["at"]), _WAYS[each["direction"]], _KINDS[each["kind"]],
             each["organ"], each["document"], each["state_label"], each["problem"])
            for each in told["messages"]
        ]  # fmt: skip
        columns = ("Thông điệp", "Lúc", "Chiều", "Loại", "Cơ quan", "Mã văn bản", "Trạng thái",
                   "Vướng")  # fmt: skip
        self._app.table(columns, rows)
        for each in told["statuses"]:
            said = f": {each['description']}" if each["description"] else ""
            way = "báo đi" if each["direction"] == "out" else "nhận về"
            line = f"{_at(each['at'])} {way} {each['code']} {each['label']}, {each['organ']}{said}"
            self._app.say(line)

    def send_again(
        self, message: Annotated[int, typer.Argument(metavar="SỐ", help="Số của thông điệp.")]
    ) -> None:
        """Send a dead letter again."""
        answer = self._app.ask("documents.send_again", message=message)
        self._app.show(answer, lambda told: self._app.say(f"Thông điệp {told['number']} chờ gửi."))

    def answer_back(
        self,
        paper: Number,
        *,
        agree: Annotated[
            bool, typer.Option("--agree", metavar="", help="Đồng ý: văn bản thôi xử lý.")
        ] = False,
        refuse: Annotated[
            str, typer.Option("--refuse", metavar="LÝ DO", help="Không đồng ý, và vì sao.")
        ] = "",
    ) -> None:
        """Answer who asks for a paper back."""
        if agree is bool(refuse):
            raise UsageRefused(option="--agree", problem="--agree or --refuse REASON")
        more = {"reason": refuse} if refuse else {}
        answer = self._app.ask("documents.answer_back", paper=paper, agreed=agree, **more)
        self._app.show(answer, self._print_signed)

    # --- whom the station trusts ----------------------------------------------------------------

    def trust(
        self,
        what: Annotated[
            str, typer.Argument(metavar="VIỆC", help="add, list (thu hồi), remove; trống: xem.")
        ] = "",
        given: Annotated[
            str, typer.Argument(metavar="TỆP|MÃ", help="Tệp chứng thư, hoặc mã để bỏ.")
        ] = "",
        *,
        called: Annotated[
            str, typer.Option("--name", metavar="TÊN", help="Gọi nơi cấp là gì.")
        ] = "",
    ) -> None:
        """Print the trusted issuers, add or remove one, or bring a list of what was withdrawn."""
        if not what:
            self._app.show(self._app.ask("documents.trust"), self._print_trust)
            return
        if not given or what not in ("add", "list", "remove"):
            raise UsageRefused(option=what, problem="add FILE, list FILE or remove FINGERPRINT")
        if what == "remove":
            answer = self._app.ask("documents.trust_remove", fingerprint=given)
            self._app.show(answer, lambda told: self._app.say(f"Thôi tin: {told['name']}."))
        elif what == "list":
            answer = self._app.ask("documents.trust_list", file=Path(given))
            self._app.show(answer, lambda told: self._app.say(f"Danh sách của {told['issuer']}."))
        else:
            more = {"name": called} if called else {}
            answer = self._app.ask("documents.trust_add", file=Path(given), **more)
            self._app.show(answer, lambda told: self._print_trust([told | {"valid": True}]))

    def _print_trust(self, told: list[dict[str, Any]]) -> None:
        if not told:
            self._app.say("Chưa tin nơi cấp nào: thêm bằng trust add TỆP.")
            return
        rows = [
            (each["fingerprint"][:16], each["name"], each["subject"], _at(each["valid_to"])[6:],
             "" if each["valid"] else "hết hạn")
            for each in told
        ]  # fmt: skip
        self._app.table(("Mã", "Tên", "Chứng thư", "Đến ngày", ""), rows)


def _at(moment: str) -> str:
    return f"{from_iso(moment):%H:%M %d/%m/%Y}"


def _pin(*, from_stdin: bool) -> str:
    """Return the PIN, which is not shown while it is typed; EntryRefused for none."""
    if from_stdin:
        pin = sys.stdin.readline(_LONGEST_PIN + 1).rstrip("\r\n")
    else:
        pin = str(typer.prompt("Mã PIN hoặc mật khẩu", hide_input=True, default="",
                               show_default=False))  # fmt: skip
    if len(pin) > _LONGEST_PIN:
        raise EntryRefused(where="mã PIN", problem="quá dài")
    return pin
