"""What a mail of a campaign says: its own words, with links that go through our counting page."""

from dataclasses import dataclass

from meetings.domain.contacts.campaign_text import Line, Paragraph, Piece, paragraphs
from meetings.domain.phrases import Phrases
from meetings.queries.contacts.campaign_letters import CampaignLetter


@dataclass(frozen=True, slots=True)
class CampaignMail:
    """The words of a campaign as a mail shows them; `picture` is the address of the one that counts openings."""

    said: Phrases
    paragraphs: tuple[Paragraph, ...]
    picture: str

    @property
    def lines(self) -> list[str]:
        """Give its paragraphs as plain text, each link behind its words."""
        return ["\n".join("".join(map(_plain, line)) for line in one) for one in self.paragraphs]


def campaign_mail(about: CampaignLetter, base_url: str) -> CampaignMail:
    """Word a campaign in the language of a letter; without a key, as in a preview, links lead where they say."""
    page = f"{base_url}/{about.language}/c/{about.key}"

    def counted(piece: Piece) -> Piece:
        if not piece.address or not about.key or piece.address not in about.links:
            return piece
        return Piece(piece.words, f"{page}/{about.links.index(piece.address) + 1}")

    def through(line: Line) -> Line:
        return tuple(counted(piece) for piece in line)

    return CampaignMail(
        Phrases(about.subject, about.subject, ""),
        tuple(tuple(through(line) for line in one) for one in paragraphs(about.body)),
        f"{page}/seen.gif" if about.key and about.counts_opens else "",
    )


def _plain(piece: Piece) -> str:
    if not piece.address:
        return piece.words
    return piece.address if piece.words == piece.address else f"{piece.words} <{piece.address}>"
