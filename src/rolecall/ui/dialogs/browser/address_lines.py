"""A long address in lines."""


def address_lines(address: str, width: int, most: int) -> list[str]:
    """Breaks an address into lines, where it can before a parameter; `most` of them, then `…`."""
    width, lines = max(1, width), []
    while address:
        end = width
        if len(address) > width:
            cut = max(address.rfind(sign, 0, width) for sign in "?&")
            end = cut if cut > width // 2 else width
        lines.append(address[:end])
        address = address[end:]
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: width - 1]}…"]
    return lines
