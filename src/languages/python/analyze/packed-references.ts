import type { CallShape, Member, Place, Reference, ReferenceRole } from '../../../core/facts.ts'
import type { Span } from '../../../core/span.ts'

/*
 * References as rows of numbers. Most names in a file are local variables that nobody asks about, and facts are held for
 * many files at once: an object for each of their uses would be most of the memory of a run.
 *
 * A row: start, end, place, flags, order, number of members; three numbers a member; where there is a call, its start,
 * end, number of positional arguments, whether it is open, number of keywords, and one number a keyword.
 */

const ROLES: readonly ReferenceRole[] = ['read', 'write', 'delete', 'declaration']
const MEDIA: readonly Reference['medium'][] = ['code', 'string', 'comment']
const MEDIUM_SHIFT = 2
const ATTRIBUTE = 16
const CALLED = 32
const NO_MEMBERS: readonly Member[] = []
const NO_PICKS: Reference['picks'] = []

/** Rows are collected here, one file at a time. */
let scratch = new Int32Array(1 << 14)

/** What is read back once the file is finished. */
export interface ReferenceRows {
  /** Where the row of each reference begins. */
  readonly rows: readonly number[]
  readonly numbers: Int32Array
  readonly places: readonly Place[]
  readonly strings: readonly string[]
}

export class ReferencePacker {
  readonly names: string[] = []
  /** Where the row of each begins. */
  readonly rows: number[] = []
  private readonly places: Place[] = []
  private readonly strings: string[] = []
  private place: Place | null = null
  private readonly numberOfPlace = new Map<Place, number>()
  private placeNumber = 0
  private length = 0

  add(
    name: string,
    span: Span,
    place: Place,
    role: ReferenceRole,
    medium: Reference['medium'],
    members: readonly Member[],
    call: CallShape | null,
    attribute: boolean,
    order: number,
  ): void {
    if (place !== this.place) this.enter(place)
    this.names.push(name)
    this.rows.push(this.length)
    const size = 11 + members.length * 3 + (call?.keywords.length ?? 0)
    if (this.length + size > scratch.length) {
      const larger = new Int32Array(Math.max(scratch.length * 2, this.length + size))
      larger.set(scratch)
      scratch = larger
    }
    let at = this.length
    scratch[at++] = span.start
    scratch[at++] = span.end
    scratch[at++] = this.placeNumber
    scratch[at++] =
      ROLES.indexOf(role) |
      (MEDIA.indexOf(medium) << MEDIUM_SHIFT) |
      (attribute ? ATTRIBUTE : 0) |
      (call === null ? 0 : CALLED)
    scratch[at++] = order
    scratch[at++] = members.length
    for (const member of members) {
      scratch[at++] = this.strings.push(member.name) - 1
      scratch[at++] = member.span.start
      scratch[at++] = member.span.end
    }
    if (call !== null) {
      scratch[at++] = call.span.start
      scratch[at++] = call.span.end
      scratch[at++] = call.positional
      scratch[at++] = call.open ? 1 : 0
      scratch[at++] = call.keywords.length
      for (const keyword of call.keywords) scratch[at++] = this.strings.push(keyword) - 1
    }
    this.length = at
  }

  start(nth: number): number {
    return scratch[this.rows[nth] as number] as number
  }

  scope(nth: number): number {
    return (this.places[scratch[(this.rows[nth] as number) + 2] as number] as Place).scope
  }

  order(nth: number): number {
    return scratch[(this.rows[nth] as number) + 4] as number
  }

  finish(): ReferenceRows {
    return { rows: this.rows, numbers: scratch.slice(0, this.length), places: this.places, strings: this.strings }
  }

  private enter(place: Place): void {
    let number = this.numberOfPlace.get(place)
    if (number === undefined) {
      number = this.places.push(place) - 1
      this.numberOfPlace.set(place, number)
    }
    this.place = place
    this.placeNumber = number
  }
}

export const startOf = ({ rows, numbers }: ReferenceRows, nth: number): number => numbers[rows[nth] as number] as number

export const takesMembers = ({ rows, numbers }: ReferenceRows, nth: number): boolean =>
  numbers[(rows[nth] as number) + 5] !== 0

export function readReference({ rows, numbers, places, strings }: ReferenceRows, nth: number): Reference {
  const row = rows[nth] as number
  const number = (at: number): number => numbers[row + at] as number
  const flags = number(3)
  const count = number(5)
  let at = 6
  const members: Member[] = []
  for (let left = count; left > 0; left--, at += 3)
    members.push({ name: strings[number(at)] as string, span: { start: number(at + 1), end: number(at + 2) } })
  return {
    span: { start: number(0), end: number(1) },
    place: places[number(2)] as Place,
    role: ROLES[flags & 3] as ReferenceRole,
    space: 'value',
    medium: MEDIA[(flags >> MEDIUM_SHIFT) & 3] as Reference['medium'],
    members: count === 0 ? NO_MEMBERS : members,
    ...((flags & ATTRIBUTE) !== 0 ? { attribute: true } : {}),
    call: (flags & CALLED) === 0 ? null : readCall(numbers, row + at, strings),
    picks: NO_PICKS,
  }
}

function readCall(numbers: Int32Array, at: number, strings: readonly string[]): CallShape {
  const keywords: string[] = []
  const count = numbers[at + 4] as number
  for (let nth = 0; nth < count; nth++) keywords.push(strings[numbers[at + 5 + nth] as number] as string)
  return {
    span: { start: numbers[at] as number, end: numbers[at + 1] as number },
    positional: numbers[at + 2] as number,
    keywords,
    open: numbers[at + 3] === 1,
    construct: false,
  }
}
