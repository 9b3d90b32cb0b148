"""The campaign as a page: chapters are rooms, levels are doors, and a closed door says what opens it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from cafe_sim.catalogue import retell, say
from cafe_sim.content.safetext import SafeText
from cafe_sim.game.words import listed
from cafe_sim.tui.pieces import (
    EMPTY,
    Line,
    Page,
    Piece,
    beside,
    clip,
    frame,
    indent,
    pad,
    padded,
    rule,
    spread,
    width_of,
    wrap,
)

if TYPE_CHECKING:
    from cafe_sim.content.level import Level
    from cafe_sim.game.player.campaign import Campaign
    from cafe_sim.game.player.progress import Stars

MAP_WIDTH = 108
LIST_WIDTH = 80
"""From here on a level's line has room for its concept too."""
BOX_HEIGHT = 6
BESIDE = 54
"""Cells of the box of the marked level where it stands beside the map …"""
BESIDE_AT_LEAST = 44
BESIDE_GAP = 3


@dataclass(frozen=True, slots=True)
class LevelDoor:
    """One level on the map."""

    level: Level
    stars: Stars
    missing: tuple[str, ...]
    opens: tuple[str, ...]
    """Ids of the doors that winning this level opens."""
    together: tuple[tuple[str, tuple[str, ...]], ...]
    """(id of a door, the other levels) for those that open when this level and others are won."""
    plans: tuple[tuple[str, Stars], ...]

    @property
    def open(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class Room:
    """One chapter."""

    chapter: str
    name: str
    doors: tuple[LevelDoor, ...]


def rooms(game: Campaign) -> tuple[Room, ...]:
    """The map of what there is and what was won."""
    found = []
    last_missing = [(level, game.missing(level)) for level in game.levels]
    for chapter, levels in groupby(game.levels, key=lambda level: level.chapter):
        doors = tuple(
            LevelDoor(
                level,
                game.progress.stars(level.id),
                game.missing(level),
                tuple(other.id for other, missing in last_missing if missing == (level.id,)),
                tuple(
                    (other.id, tuple(name for name in missing if name != level.id))
                    for other, missing in last_missing
                    if level.id in missing and len(missing) > 1
                ),
                tuple((SafeText(plan.name), plan.stars) for plan in game.progress.mark(level.id).plans),
            )
            for level in levels
        )
        found.append(Room(chapter, doors[0].level.room, doors))
    return tuple(found)


def stars_text(stars: Stars) -> str:
    """★★☆ in the order sound, par, light."""
    return "".join("★" if won else "☆" for won in (stars.sound, stars.par, stars.light))


def needs_text(missing: Sequence[str]) -> str:
    """ "win A3 first", "win A3 and B1 first"."""
    return say("win {levels} first", levels=listed(missing))


def door_cell(door: LevelDoor, marked: bool) -> Line:
    """`›A2 ★★☆`, seven cells."""
    target = door.level.id
    cursor = Piece("›" if marked else " ", "accent", target)
    if not door.open:
        return (cursor, Piece(f"{target:<3}", "dim" + " bold" * marked, target), Piece("·  ", "dim", target))
    name = Piece(f"{target:<3}", "accent bold" if marked else "bold", target)
    won = stars_text(door.stars)
    return (cursor, name, Piece(won, "star", target))


def room_box(room: Room, body: Sequence[Line], width: int) -> list[Line]:
    """A room with its name on the upper edge, and what was won in it or what opens it."""
    closed = not any(door.open for door in room.doors)
    won = sum(door.stars.count for door in room.doors)
    note: Line = (Piece(say("{won} of {count} ", won=won, count=3 * len(room.doors)), "dim"), Piece("★", "star"))
    if closed:
        note = (Piece(say("closed: {needs}", needs=needs_text(room.doors[0].missing)), "dim"),)
    name = (
        Piece("┌ ", "frame"),
        Piece(room.chapter, "title"),
        Piece(f"  {retell(room.name)} ", "dim" if closed else "bold"),
    )
    edge = spread(name, (Piece(" "), *note, Piece(" ┐", "frame")), width, Piece("─", "frame"))
    rows = [(Piece("│", "frame"), *pad(clip(pieces, width - 2), width - 2), Piece("│", "frame")) for pieces in body]
    return [edge, *rows, (Piece(f"└{'─' * (width - 2)}┘", "frame"),)]


def room_list(room: Room, marked: str, width: int) -> list[Line]:
    """A room with a line for each door, where there is height for that."""
    lines: list[Line] = []
    for door in room.doors:
        level, here = door.level, door.level.id == marked
        look = "accent bold" if here else "" if door.open else "dim"
        name: Line = (*door_cell(door, here), Piece(f"   {padded(retell(level.title), 32)}", look, level.id))
        about = (
            (Piece(f"{padded(say(level.kind), 7)}{retell(level.concept)}", "dim", level.id),)
            if width >= LIST_WIDTH
            else EMPTY
        )
        lines.append((*name, *about))
    return room_box(room, lines, width)


def room_rows(room: Room, marked: str, width: int) -> list[Line]:
    """A room's doors, as many to a row as fit."""
    lines: list[Line] = []
    row: Line = EMPTY
    for door in room.doors:
        cell = (*door_cell(door, door.level.id == marked), Piece("   "))
        if width_of(row) + width_of(cell) > width + 1:
            lines.append(row)
            row = EMPTY
        row = (*row, *cell)
    return room_box(room, [*lines, row], width)


def detail(door: LevelDoor, width: int, *, whole: bool = False) -> Page:
    """The box below the map: what the marked level is about. `whole`: there is height for what it will ask, too."""
    level = door.level
    body: list[Line] = [(Piece(say(level.kind), "accent"), Piece(f" · {retell(level.concept)}", "dim"))]
    if whole:
        body = [*wrap(f"{say(level.kind)} · {retell(level.concept)}", width - 4, "accent"), EMPTY]
    body += wrap(retell(level.story), width - 4)
    if whole and door.open:
        asked = wrap(" ".join(map(retell, level.briefing)), width - 4, "dim")
        body += [EMPTY, *asked, EMPTY]
    if not door.open:
        closed = say("The door is closed: {needs}.", needs=needs_text(door.missing))
        body += [*[EMPTY] * whole, *wrap(closed, width - 4, "dim")]
    elif door.plans:
        plans: Line = (Piece(say("your plans  "), "dim"),)
        for name, stars in door.plans[-3:]:
            plans += (Piece(f"{name} "), Piece(stars_text(stars), "star"), Piece("   "))
        body.append(plans)
    elif door.stars.count:
        body.append((Piece(say("won  "), "dim"), Piece(stars_text(door.stars), "star")))
    else:
        leads = (Piece(say("not won yet"), "dim"), *_leads_to(door))
        body += [leads] if width_of(leads) <= width - 4 else wrap("".join(p.text for p in leads), width - 4, "accent")
    return frame((Piece(f"{level.id}  {retell(level.title)}", "title"),), body, width)


def _leads_to(door: LevelDoor) -> Line:
    """What winning it is good for."""
    if door.opens:
        return (Piece(say(": winning it opens {opens}", opens=listed(door.opens)), "accent"),)
    if door.together:
        other, rest = door.together[0]
        return (Piece(say(": winning it and {rest} opens {opens}", rest=listed(rest), opens=other), "accent"),)
    return EMPTY


def as_list(map_: Sequence[Room], height: int) -> bool:
    """Whether there is height for a line for each level. Then ↑↓ go from level to level, else from room to room."""
    return height >= 2 + sum(2 + len(room.doors) for room in map_) + BOX_HEIGHT


def campaign_page(map_: Sequence[Room], marked: str, total: int, width: int, height: int) -> tuple[Page, int]:
    """The whole map, and the line to keep in view."""
    room_beside = min(width - 4 - MAP_WIDTH - BESIDE_GAP, BESIDE)
    if room_beside >= BESIDE_AT_LEAST and as_list(map_, height):
        return _wide_page(map_, marked, total, room_beside, width, height)
    inner = min(width - 4, MAP_WIDTH)
    left = (width - inner) // 2
    doors = [door for room in map_ for door in room.doors]
    draw = room_list if as_list(map_, height) else room_rows
    lines: list[Line] = [_heading(total, len(doors), inner), EMPTY]
    current = next((door for door in doors if door.level.id == marked), None)
    box = detail(current, inner) if current else ()
    tallest = max((len(detail(door, inner)) for door in doors), default=0)  # whichever is marked, no door moves
    drawn = [draw(room, marked, inner) for room in map_]
    if len(lines) + sum(map(len, drawn)) + tallest > height:  # a room's upper edge closes the one above it
        drawn = [*(room[:-1] for room in drawn[:-1]), *drawn[-1:]]
    for room in drawn:
        lines += room
    spare = height - len(lines) - tallest
    if spare > 0 and height > 26:
        lines = [EMPTY] * min(spare // 3, 3) + lines
    at = next((y for y, pieces in enumerate(lines) if any(piece.target == marked for piece in pieces)), 0)
    return indent((*lines, *box), left), at


def _heading(total: int, doors: int, width: int) -> Line:
    of = Piece(say(" of {count}", count=3 * doors), "dim")
    return rule((Piece(say("Campaign"), "title"),), (Piece(f"{total} ★", "star"), of), width)


def _wide_page(map_: Sequence[Room], marked: str, total: int, box: int, width: int, height: int) -> tuple[Page, int]:
    """In a wide window the marked level's box stands beside its room, and says more of it."""
    doors = [door for room in map_ for door in room.doors]
    rooms_drawn = [line for room in map_ for line in room_list(room, marked, MAP_WIDTH)]
    at = next((y for y, pieces in enumerate(rooms_drawn) if any(piece.target == marked for piece in pieces)), 0)
    current = next((door for door in doors if door.level.id == marked), None)
    about = detail(current, box, whole=True) if current else ()
    above = max(min(at - 1, len(rooms_drawn) - len(about)), 0)
    inner = MAP_WIDTH + BESIDE_GAP + box
    body = beside(rooms_drawn, [EMPTY] * above + [*about], MAP_WIDTH + BESIDE_GAP)
    lines = [_heading(total, len(doors), inner), EMPTY, *body]
    spare = [EMPTY] * min(max(height - len(lines), 0) // 3, 5)
    return indent((*spare, *lines), (width - inner) // 2), len(spare) + 2 + at
