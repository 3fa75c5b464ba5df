"""The commands ``loudspeaker dossiers …``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from loudspeaker.hookspecs import Commands
from loudspeaker.model import from_iso

Code = Annotated[str, typer.Argument(metavar="MÃ", help="Mã hồ sơ.")]
Reason = Annotated[str, typer.Option("--reason", metavar="LÝ DO", help="Xem để làm gì (ghi lại).")]
Out = Annotated[Path, typer.Option("--out", metavar="TỆP", help="Ghi vào tệp hay thư mục nào.")]
Rest = Annotated[
    bool, typer.Option("--rest", metavar="", help="Nhập phần đúng dù có dòng sai (thường: không).")
]
_HERE = Path()


def add_to(app: Commands) -> None:
    """Add the commands."""
    cases = _Typed(app)
    for name, function, does, example in (
        ("procedures", cases.procedures, "Tìm thủ tục.", "procedures khai sinh"),
        ("import-procedures", cases.import_procedures, "Nhập danh mục thủ tục.",
         "import-procedures thu-tuc.xlsx --trial"),
        ("receive", cases.receive, "Nhận một hồ sơ.",
         'receive 1.001193 --name "Người Nộp" --phone 0900000000'),
        ("queue", cases.queue, "Hồ sơ đang mở, gấp trước.", "queue --days 7"),
        ("show", cases.show, "Một hồ sơ với nhật ký.",
         'show H03.12.25-261201-0001 --reason "trả lời người nộp"'),
        ("find", cases.find, "Tìm theo tên, số điện thoại, số định danh.",
         'find --phone 0900000000 --reason "trả lời người nộp"'),
        ("act", cases.act, "Chuyển bước: start, supplement, resume, finish, return …",
         'act H03.12.25-261201-0001 supplement --reason "thiếu bản chính"'),
        ("hand", cases.hand, "Bàn giao một hay nhiều hồ sơ.",
         "hand chuyen-vien H03.12.25-261201-0001"),
        ("apologise", cases.apologise, "Xin lỗi và hẹn lại ngày.",
         'apologise H03.12.25-261201-0001 10/12/2026 --reason "chờ xác minh"'),
        ("print", cases.print_form, "In mẫu: receipt, supplement, refusal, apology, halt, control.",
         "print H03.12.25-261201-0001 receipt --out giay-hen.pdf"),
        ("pin", cases.pin, "In phiếu mã tra cứu mới.", "pin H03.12.25-261201-0001 --out ma.pdf"),
        ("register", cases.register, "In sổ theo dõi hồ sơ.",
         "register 1/12/2026 31/12/2026 --out so.pdf"),
        ("statistics", cases.statistics, "Số liệu của một tháng.",
         "statistics --year 2026 --month 12"),
        ("import", cases.import_dossiers, "Nhập tệp trao đổi của Cổng quốc gia.",
         "import ho-so.json"),
        ("export", cases.export_dossiers, "Xuất tệp trao đổi.",
         'export 1/12/2026 31/12/2026 --reason "đồng bộ" --out ho-so.json'),
        ("person", cases.person, "Xuất dữ liệu của một người để giao cho họ.",
         'person 001099000001 --reason "người dân yêu cầu" --out du-lieu.json'),
        ("calls", cases.calls, "Người cần báo, đã đồng ý nhận tin.",
         'calls --reason "gọi báo kết quả"'),
        ("weekly", cases.weekly, "Soạn thông báo tuần “đã có kết quả”.", "weekly --submit"),
    ):  # fmt: skip
        app.add(name, function, does=does, example=f"loudspeaker dossiers {example}")


class _Typed:
    """Each asks for actions and prints the answer."""

    def __init__(self, app: Commands) -> None:
        self._app = app

    # --- procedures -------------------------------------------------------------------------------

    def procedures(
        self,
        words: Annotated[
            list[str] | None, typer.Argument(metavar="CHỮ", help="Chữ cần tìm, gõ không dấu được.")
        ] = None,
    ) -> None:
        """Print procedures."""
        found = self._app.ask("dossiers.procedures", words=" ".join(words or []))
        rows = [(each["code"], each["name"][:70], each["limit"]) for each in found]
        self._app.show(found, lambda _told: self._app.table(("Mã", "Tên", "Thời hạn"), rows))

    def import_procedures(
        self,
        file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp .csv, .xlsx hoặc .json.")],
        *,
        rest: Rest = False,
        trial: Annotated[
            bool, typer.Option("--trial", metavar="", help="Chỉ xem sẽ ra sao, không lưu.")
        ] = False,
    ) -> int:
        """Import a table, all of it or nothing unless the rest is wanted."""
        told = self._app.ask(
            "dossiers.import_procedures",
            file=file, manner="rest" if rest else "all", trial=trial,
        )  # fmt: skip
        self._app.show(told, self._print_import)
        return 4 if told["wrong"] else 0

    def _print_import(self, told: dict[str, Any]) -> None:
        for each in told["errors"]:
            self._app.say(each["says"])
        done = "Đã lưu" if told["kept"] else "Chưa lưu gì"
        self._app.say(
            f"{done}: {told['new']} mới (thay {told['replaced']} bản cũ), {told['same']} như cũ, "
            f"{told['wrong']} dòng sai."
        )

    # --- dossiers ---------------------------------------------------------------------------------

    def receive(
        self,
        procedure: Annotated[str, typer.Argument(metavar="THỦ TỤC", help="Mã thủ tục.")],
        *,
        name: Annotated[str, typer.Option("--name", metavar="TÊN", help="Họ tên, tên tổ chức.")],
        phone: Annotated[str, typer.Option("--phone", metavar="SỐ", help="Điện thoại.")] = "",
        identity: Annotated[str, typer.Option("--identity", metavar="SỐ",
                                              help="Số định danh, mã số thuế.")] = "",
        address: Annotated[str, typer.Option("--address", metavar="CHỮ", help="Địa chỉ.")] = "",
        kind: Annotated[str, typer.Option("--kind", metavar="LOẠI",
                                          help="citizen, business, organisation.")] = "citizen",
        told: Annotated[str, typer.Option("--told", metavar="CÁCH",
                                          help="Đồng ý nhận tin: call, message, email.")] = "",
        email: Annotated[str, typer.Option("--email", metavar="THƯ", help="Thư điện tử.")] = "",
        subject: Annotated[str, typer.Option("--subject", metavar="CHỮ", help="Nội dung.")] = "",
        channel: Annotated[str, typer.Option("--channel", metavar="CÁCH",
                                             help="counter, online, post.")] = "counter",
    ) -> None:  # fmt: skip
        """Receive a dossier; its code and PIN are printed."""
        applicant = {"kind": kind, "name": name, "identity": identity, "phone": phone,
                     "address": address, "told": told, "email": email}  # fmt: skip
        answer = self._app.ask(
            "dossiers.receive", procedure=procedure, applicant=applicant, channel=channel,
            **({"subject": subject} if subject else {}),
        )  # fmt: skip
        self._app.show(answer, self._print_received)

    def _print_received(self, told: dict[str, Any]) -> None:
        self._app.say(f"{told['code']}: {told['procedure_name']}")
        self._app.say(f"  Hẹn trả: {_when(told['due'])}; số bí mật: {told['pin']}")

    def queue(
        self,
        *,
        days: Annotated[int, typer.Option("--days", metavar="NGÀY", help="Nhìn trước.")] = 30,
    ) -> None:
        """Print what is open."""
        self._app.show(self._app.ask("dossiers.queue", days=days), self._print_queue)

    def _print_queue(self, told: dict[str, Any]) -> None:
        self._app.say(
            f"Quá hạn {told['late']}, đến hạn hôm nay {told['today']}, chờ trả kết quả "
            f"{told['ready_count']}, người cần báo {told['messages']}."
        )
        self._print_rows([*told["due"], *told["waiting"], *told["ready"]])

    def _print_rows(self, rows: list[dict[str, Any]]) -> None:
        lines = [
            (each["code"], each["procedure_name"][:50], each["state_label"],
             _when(each["due"]), each["standing_label"])
            for each in rows
        ]  # fmt: skip
        self._app.table(("Mã hồ sơ", "Thủ tục", "Trạng thái", "Hẹn trả", "So với hẹn"), lines)

    def show(self, code: Code, *, reason: Reason = "") -> None:
        """Print a dossier; whose it is only with a reason."""
        asked = {"reason": reason} if reason else {}
        self._app.show(self._app.ask("dossiers.show", code=code, **asked), self._print_one)

    def _print_one(self, told: dict[str, Any]) -> None:
        self._app.say(f"{told['code']}: {told['procedure_name']}")
        self._app.say(f"  {told['state_label']}, {told['standing_label']}")
        self._app.say(f"  Hẹn trả: {_when(told['promised'] or told['due'])}")
        if people := told["people"]:
            self._app.say(f"  Người nộp: {people['applicant']['name']}")
            self._app.say(f"  Điện thoại: {people['applicant']['phone']}")
            self._app.say(f"  Nội dung: {people['matter']['subject']}")
        for line in told["log"]:
            note = f": {line['note']}" if line["note"] else ""
            self._app.say(f"  {_when(line['at'])} {line['by']} {line['after_label']}{note}")
        acts = ", ".join(each["name"] for each in told["acts"])
        self._app.say(f"  Làm tiếp được: {acts or 'không, hồ sơ đã kết thúc'}")

    def find(
        self,
        *,
        reason: Reason,
        name: Annotated[str, typer.Option("--name", metavar="TÊN", help="Họ tên.")] = "",
        phone: Annotated[str, typer.Option("--phone", metavar="SỐ", help="Điện thoại.")] = "",
        identity: Annotated[str, typer.Option("--identity", metavar="SỐ",
                                              help="Số định danh.")] = "",
    ) -> None:  # fmt: skip
        """Print the dossiers of somebody."""
        ways = {"name": name, "phone": phone, "identity": identity}
        asked = {way: text for way, text in ways.items() if text}
        self._app.show(self._app.ask("dossiers.find", reason=reason, **asked), self._print_rows)

    def act(
        self,
        code: Code,
        act: Annotated[str, typer.Argument(metavar="VIỆC", help="Như start, finish, return.")],
        *,
        reason: Annotated[str, typer.Option("--reason", metavar="LÝ DO", help="Lý do.")] = "",
    ) -> None:
        """Move a dossier."""
        answer = self._app.ask("dossiers.act", code=code, act=act, reason=reason)
        self._app.show(answer, lambda told: self._app.say(f"{told['code']}: {told['state_label']}"))

    def hand(
        self,
        taker: Annotated[str, typer.Argument(metavar="NGƯỜI NHẬN", help="Ai nhận.")],
        codes: Annotated[list[str], typer.Argument(metavar="MÃ", help="Mã hồ sơ.")],
        *,
        giver: Annotated[str, typer.Option("--giver", metavar="NGƯỜI GIAO",
                                           help="Ai giao, nếu không phải bạn.")] = "",
    ) -> int:  # fmt: skip
        """Hand dossiers over."""
        asked = {"giver": giver} if giver else {}
        told = self._app.ask("dossiers.hand_over", codes=codes, taker=taker, **asked)
        self._app.show(told, self._print_handed)
        return 4 if told["refused"] else 0

    def _print_handed(self, told: dict[str, Any]) -> None:
        for each in told["done"]:
            self._app.say(f"{each['code']}: đã bàn giao {each['pace']}".rstrip())
        for each in told["refused"]:
            self._app.say(f"{each['code']}: chưa, {each['says']}")

    def apologise(
        self,
        code: Code,
        day: Annotated[str, typer.Argument(metavar="NGÀY", help="Hẹn lại, như 10/12/2026.")],
        *,
        reason: Annotated[str, typer.Option("--reason", metavar="LÝ DO", help="Lý do.")],
    ) -> None:
        """Promise a later day."""
        told = self._app.ask("dossiers.apologise", code=code, day=day, reason=reason)
        self._app.show(told, lambda it: self._app.say(f"Hẹn lại: {_when(it['promised'])}"))

    # --- paper ------------------------------------------------------------------------------------

    def print_form(
        self,
        code: Code,
        form: Annotated[str, typer.Argument(metavar="MẪU", help="Như receipt.")],
        *,
        with_pin: Annotated[
            bool, typer.Option("--with-pin", metavar="", help="Kèm phiếu mã tra cứu mới.")
        ] = False,
        out: Out = _HERE,
    ) -> None:
        """Write a form as PDF."""
        self._saved(self._app.ask("dossiers.print", code=code, form=form, pin=with_pin), out)

    def pin(self, code: Code, *, out: Out = _HERE) -> None:
        """Write a slip with a new PIN as PDF."""
        self._saved(self._app.ask("dossiers.new_pin", code=code), out)

    def register(
        self,
        begins: Annotated[str, typer.Argument(metavar="TỪ", help="Ngày đầu.")],
        ends: Annotated[str, typer.Argument(metavar="ĐẾN", help="Ngày cuối.")],
        *,
        out: Out = _HERE,
    ) -> None:
        """Write form 07 as PDF."""
        self._saved(self._app.ask("dossiers.print_register", begins=begins, ends=ends), out)

    def _saved(self, answer: dict[str, Any], out: Path) -> None:
        path = self._app.save(answer, out)
        self._app.show({**answer, "path": str(path)}, lambda _told: self._app.say(str(path)))

    # --- numbers, exchange, air -------------------------------------------------------------------

    def statistics(
        self,
        *,
        year: Annotated[int, typer.Option("--year", metavar="NĂM", help="Năm.")] = 0,
        month: Annotated[int, typer.Option("--month", metavar="THÁNG", help="Tháng.")] = 0,
    ) -> None:
        """Print the numbers of a month, by domain."""
        asked = {name: n for name, n in (("year", year), ("month", month)) if n}
        told = self._app.ask("dossiers.statistics", by=["domain"], **asked)
        self._app.show(told, self._print_statistics)

    def _print_statistics(self, told: dict[str, Any]) -> None:
        lines = [*told["lines"], {**told["total"], "domain": "Tổng"}]
        shown = [told["domains"].get(each["domain"], each["domain"]) for each in lines]
        rows = [
            (told["headings"][name], *(str(each[name]) for each in lines))
            for name in told["fields"]
        ]  # fmt: skip
        self._app.table(("", *shown), rows)

    def import_dossiers(
        self,
        file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp JSON của Cổng quốc gia.")],
        *,
        rest: Rest = False,
    ) -> int:
        """Take a file of the exchange over."""
        manner = "rest" if rest else "all"
        told = self._app.ask("dossiers.import_dossiers", file=file, manner=manner)
        self._app.show(told, self._print_taken)
        return 4 if told["wrong"] else 0

    def _print_taken(self, told: dict[str, Any]) -> None:
        for each in told["errors"]:
            self._app.say(each["says"])
        self._app.say(
            f"{told['new']} hồ sơ mới, {told['changed']} cập nhật, {told['same']} như cũ, "
            f"{told['wrong']} dòng sai."
        )

    def export_dossiers(
        self,
        begins: Annotated[str, typer.Argument(metavar="TỪ", help="Ngày đầu.")],
        ends: Annotated[str, typer.Argument(metavar="ĐẾN", help="Ngày cuối.")],
        *,
        reason: Reason,
        out: Out = _HERE,
    ) -> None:
        """Write a file for the exchange."""
        asked = {"begins": begins, "ends": ends, "reason": reason}
        self._saved(self._app.ask("dossiers.export_dossiers", **asked), out)

    def person(
        self,
        identity: Annotated[str, typer.Argument(metavar="SỐ", help="Số định danh.")],
        *,
        reason: Reason,
        out: Out = _HERE,
    ) -> None:
        """Write all that is kept of one person."""
        asked = {"identity": identity, "reason": reason}
        self._saved(self._app.ask("dossiers.export_person", **asked), out)

    def calls(self, *, reason: Reason) -> None:
        """Print whom to call."""
        found = self._app.ask("dossiers.calls", reason=reason)
        rows = [(str(each["id"]), each["name"], each["to"], each["text"]) for each in found]
        columns = ("Tin", "Người nộp", "Gọi", "Nói gì")
        self._app.show(found, lambda _told: self._app.table(columns, rows))

    def weekly(
        self,
        *,
        submit: Annotated[
            bool, typer.Option("--submit", metavar="", help="Trình duyệt luôn.")
        ] = False,
    ) -> None:
        """Print, or submit, the weekly announcement."""
        told = self._app.ask("dossiers.weekly" if submit else "dossiers.weekly_draft")
        self._app.show(told, self._print_weekly)

    def _print_weekly(self, told: dict[str, Any]) -> None:
        self._app.say(told["text"])
        if number := told.get("announcement"):
            self._app.say(f"Đã trình duyệt: thông báo {number}.")


def _when(text: str | None) -> str:
    return f"{from_iso(text):%H:%M %d/%m/%Y}" if text else ""
