# The real servers of one test on one node, and the rows of its table: which service each of them proves, and how well.
import contextlib
import pathlib
import tempfile
from dataclasses import dataclass

import by_hand
import sandbox
from net import Lab
from servers import certificates

NAME = "farm.lab.example"  # of the node, in its certificate


@dataclass(frozen=True)
class Row:
    service: str
    server: str     # the program that answers, or a fake or stub in its place
    port: int
    verdict: str = "pass"
    certainty: str = "proven"
    family: str = "4"


class Farm(contextlib.ExitStack):
    """`lab` is the network, `node` has the servers, `environment` is what a client needs to trust the farm's CA."""

    def __init__(self):
        super().__init__()
        self._folder = pathlib.Path(self.enter_context(tempfile.TemporaryDirectory(dir="/run")))
        self.lab = self.enter_context(Lab("farm"))
        self.node = self.lab.farm
        self.addresses = [self.node.ip4, self.node.ip6]
        self.authority = certificates.Authority(self.new_folder("ca"))
        self.certificate = self.authority.issue("farm", f"DNS:{NAME}")
        self.environment = {"SSL_CERT_FILE": str(self.authority.certificate)}

    def new_folder(self, name):
        folder = self._folder / name
        folder.mkdir()
        return folder

    def compare(self, test, title, rows):
        """Asks for every row across both routers, holds each answer to its row, and prints the table."""
        questions = [by_hand.Question(row.service, self.node.ip6 if row.family == "6" else self.node.ip4, row.port, NAME) for row in rows]
        answers = by_hand.probe_all(sandbox.flowvet_program(), self.lab.client, questions, self.environment)
        for row, answer in zip(rows, answers):
            with test.subTest(f"{row.service} by {row.server}, IPv{row.family}"):
                test.assertEqual((answer.verdict, answer.certainty), (row.verdict, row.certainty), answer.check)
        lines = [(row.service, row.server, row.family, answer.verdict, answer.certainty, str(answer.took_ms))
                 for row, answer in zip(rows, answers)]
        by_hand.print_table(title, [("service", "server", "IP", "verdict", "certainty", "ms"), *lines])
