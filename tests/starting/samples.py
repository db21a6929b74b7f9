"""Lists of domains as people have them, in small: what each holds, and which domains (with their clients) must be read from it.

Layouts are those of registrars' and spreadsheets' exports; every name in them is invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sample:
    """One list: its bytes, the domains that it must yield in order (``domain|client`` where a row names one), and how much is left out."""

    data: bytes
    domains: tuple[str, ...]
    skipped: tuple[str, ...] = ()  # how the reasons begin, in order of lines
    encoding: str = "UTF-8"
    header: int | None = None
    columns: dict[str, str] = field(default_factory=dict)


def text(content: str, *domains: str, skipped: tuple[str, ...] = ()) -> Sample:
    return Sample(content.encode(), domains, skipped)


EXCEL_FR = "Nom de domaine;Société;Date d'expiration\n"
EXCEL_FR += "boulangerie-dupont.example;Boulangerie Dupont;01/02/2027\ncafé-des-arts.example;Café des Arts;\n"
OF_EXCEL_FR = ("boulangerie-dupont.example|Boulangerie Dupont", "café-des-arts.example|Café des Arts")
READ_BY_EXCEL = {"domain": "Nom de domaine", "client": "Société"}

SAMPLES: dict[str, Sample] = {
    "one a line": text("a-dupont.example\nb-dupont.example\n\n", "a-dupont.example", "b-dupont.example"),
    "windows lines": text("a-dupont.example\r\nb-dupont.example\r\n", "a-dupont.example", "b-dupont.example"),
    "old mac lines": text("a-dupont.example\rb-dupont.example", "a-dupont.example", "b-dupont.example"),
    "one line of many": text("a-dupont.fr, b-dupont.fr; c-dupont.co.uk", "a-dupont.fr", "b-dupont.fr", "c-dupont.co.uk"),
    "bullets and numbers": text("- a-dupont.fr\n* b-dupont.fr\n3. c-dupont.fr\n• d-dupont.fr", *(f"{c}-dupont.fr" for c in "abcd")),
    "comments": text("# ours\na-dupont.fr  # the shop\n", "a-dupont.fr"),
    "urls": text(
        "https://www.a-dupont.fr/contact?x=1#y\nHTTP://B-Dupont.fr:8080/\n//c-dupont.fr/a\nftp://ftp.d-dupont.fr/\nhttps://user:pass@e-dupont.fr/",
        *(f"{c}-dupont.fr" for c in "abcde"),
    ),
    "the same twice": text(
        "a-dupont.fr\nwww.a-dupont.fr\nhttps://blog.a-dupont.fr/x", "a-dupont.fr", skipped=("a domain that stands above",) * 2
    ),
    "accents": text("café-dupont.fr\nxn--caf-dupont-d7a.fr\nCAFÉ-DUPONT.FR", "café-dupont.fr", skipped=("a domain", "a domain")),
    "what is no site": text(
        "jm@dupont.fr\n192.0.2.1\n2001:db8::1\ngmail.com\nco.uk\ngithub.io\ndupont\n-bad-.fr\na_b.fr",
        skipped=("a mailbox", "an IP", "an IP", "an operator's", "'co.uk'", "'github.io'", "no domain", "'bad", "'a_b.fr'"),
    ),
    "prose": text(
        "Hello,\nplease look at www.a-dupont.fr and b-dupont.fr. The file README.md is old,\ne.g. the one of 12.11.2026 (v1.2).Thanks.Bye",
        *("a-dupont.fr", "b-dupont.fr"),
        skipped=("no domain", "more likely a file", "no domain"),
    ),
    "prose in French": text(
        "Bonjour, l’adresse de c’est (www.a-dupont.fr) ; voir «b-dupont.fr». C'est fini.La suite demain.", "a-dupont.fr", "b-dupont.fr"
    ),
    "a mail": text(
        "Received: from mx.provider-mail.example (192.0.2.7)\nMessage-ID: <1@provider-mail.example>\nFrom: Jean <jean@dupont.fr>\n\n"
        "Nos sites : a-dupont.fr, b-dupont.fr\n> c-dupont.fr\n-- \nJean, jean@dupont.fr\n",
        *("a-dupont.fr", "b-dupont.fr", "c-dupont.fr"),
        skipped=("the head of a mail", "a mailbox"),
    ),
    "a page": text(
        "<!DOCTYPE html><html><head><script src='https://cdn.tracker.example/x.js'>var a = 'b.fr';</script></head>\n"
        "<body><a href='https://www.a-dupont.fr/'>Site</a> <img src='https://img.b-dupont.fr/x.png'>\n<p>c-dupont.fr</p>"
        "<a href='mailto:jm@dupont.fr'>x</a><a href='/contact'>y</a></body></html>",
        *("a-dupont.fr", "c-dupont.fr"),
        skipped=("a mailbox",),
    ),
    "markdown": text(
        "# Clients\n\n| Site | Client |\n|------|--------|\n"
        "| [Dupont](https://a-dupont.fr) | Boulangerie Dupont |\n| b-dupont.fr | Café |\n",
        *("a-dupont.fr|Boulangerie Dupont", "b-dupont.fr|Café"),
        skipped=("stands above",),
    ),
    "markdown links": text(
        "* [Dupont](https://a-dupont.fr/x)\n* <https://b-dupont.fr>\n* `c-dupont.fr`", *(f"{c}-dupont.fr" for c in "abc")
    ),
    "a network of WordPress": text(
        "blog_id,url,last_updated\n1,https://a-dupont.fr/,2026-01-01 10:00:00\n2,https://b-dupont.fr/shop/,", "a-dupont.fr", "b-dupont.fr"
    ),
    "a registrar, quoted": text(
        '"Domain Name","Expiration Date","Auto-Renew","Status"\n'
        '"a-dupont.fr","2027-01-01","On","Active, locked"\n"b-dupont.fr","","Off",""\n',
        *("a-dupont.fr", "b-dupont.fr"),
    ),
    "a registrar in French": text(
        "domaine;offre;renouvellement;serveurs DNS\na-dupont.fr;or;auto;dns1.a-dupont.fr\n;;;\nb-dupont.fr;;;\n",
        "a-dupont.fr",
        "b-dupont.fr",
    ),
    "a registrar with its holder": text("fqdn,owner,date_registry_end\na-dupont.fr,Studio Pixel,2027-01-01\n", "a-dupont.fr"),
    "Excel in French": Sample(EXCEL_FR.encode("cp1252"), OF_EXCEL_FR, (), "Windows-1252", 1, READ_BY_EXCEL),
    "Excel with a mark": Sample(EXCEL_FR.encode("utf-8-sig"), OF_EXCEL_FR, (), "UTF-8", 1, READ_BY_EXCEL),
    "Excel's Unicode text": Sample(EXCEL_FR.replace(";", "\t").encode("utf-16"), OF_EXCEL_FR, (), "UTF-16", 1, READ_BY_EXCEL),
    "UTF-16 without a mark": Sample(EXCEL_FR.encode("utf-16-be"), OF_EXCEL_FR, (), "UTF-16", 1, READ_BY_EXCEL),
    "Excel on an old Mac": Sample(EXCEL_FR.encode("mac_roman"), OF_EXCEL_FR, (), "Mac Roman", 1, READ_BY_EXCEL),
    "sep= and a title": Sample(
        "sep=;\nOur domains, 2026\nNDD;Titulaire prévu;Agence\na-dupont.fr;Dupont;Pixel\n".encode(),
        ("a-dupont.fr|Dupont",),
        ("stands above",),
        header=3,
        columns={"domain": "NDD", "client": "Titulaire prévu", "provider": "Agence"},
    ),
    "quoted newlines": text(
        'Client,Domain\n"Boulangerie\nDupont ""& Filles""",a-dupont.fr\nX,\nY,b-dupont.fr\n',
        'a-dupont.fr|Boulangerie Dupont "& Filles"',
        "b-dupont.fr|Y",
        skipped=("no domain",),
    ),
    "a quote that nobody closes": text(
        'domain,client\na-dupont.fr,"Le "Bon Pain\nb-dupont.fr,Y\n', 'a-dupont.fr|"Le "Bon Pain', "b-dupont.fr|Y"
    ),
    "columns twice": text(
        "domain,domain,url\na-dupont.fr,z-dupont.fr,\n,b-dupont.fr,\n,,https://c-dupont.fr/\n", *(f"{c}-dupont.fr" for c in "abc")
    ),
    "short and long rows": text("client,domain\nX\nY,a-dupont.fr,more,and,more\n", "a-dupont.fr|Y", skipped=("no domain",)),
    "several in a cell": text("client;domains\nX;a-dupont.fr, b-dupont.fr\n", "a-dupont.fr|X", "b-dupont.fr|X"),
    "no header": text("1;a-dupont.fr;Paris\n2;b-dupont.fr;Lyon\n", "a-dupont.fr", "b-dupont.fr"),
    "one column under its name": text("Domaine\na-dupont.fr\nb-dupont.fr", "a-dupont.fr", "b-dupont.fr"),
    "on a platform": text("dupont.wixsite.com\nhttps://dupont.github.io/x", "dupont.wixsite.com", "dupont.github.io"),
    "nothing": text(""),
    "only spaces": text(" \n\t\n"),
    "hostile": text(
        "\x1b]8;;https://a-dupont.fr\x07click\x1b]8;;\x07\n\u202eb-dupont.fr\u202c\n::error::x\n&a [*a]\n- !!python/object c-dupont.fr",
        *("b-dupont.fr", "c-dupont.fr"),
        skipped=("no domain", "no domain", "no domain"),
    ),
}

NO_TEXT: dict[str, bytes] = {
    "workbook": b"PK\x03\x04\x14\x00\x06\x00",
    "old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "pdf": b"%PDF-1.7\n",
    "binary": bytes(range(256)) * 4,
    "too long": b"a" * (10 * 1024 * 1024 + 1),
}
