/*
 * The shapes that the zod schema, the JSON Schema and the fast path (accept.ts) share.
 * Here so that none of them needs to load another.
 */

/** What suppressions and `--only` can name: no white space, no comma, no bracket. */
export const ID = /^[\p{L}\p{N}_][\p{L}\p{N}._/-]*$/u

/** Whether it is a day of the calendar is checked apart. */
export const DATE = /^\d{4}-\d{2}-\d{2}$/

export const LANGUAGES = ['python', 'typescript'] as const

/** A retired symbol or module, or its replacement, in parts. */
export interface PlaceInput {
  readonly module?: string | undefined
  readonly name?: string | undefined
}

export interface RetiredPlaceInput extends PlaceInput {
  readonly submodules?: boolean | undefined
}

export interface LiteralInput {
  readonly literal: string
}

export type FromInput = string | RetiredPlaceInput | LiteralInput
export type OneToInput = string | PlaceInput | LiteralInput
export type ToInput = OneToInput | readonly OneToInput[] | null

type LevelInput = 'error' | 'warning' | 'note' | 'off'

/** One entry of `retired` as written. */
export interface RetiredInput {
  readonly id?: string | undefined
  readonly from: FromInput
  readonly to: ToInput
  readonly language?: 'python' | 'typescript' | undefined
  readonly submodules?: boolean | undefined
  readonly keepPublicName?: boolean | undefined
  readonly reason?: string | undefined
  readonly url?: string | undefined
  readonly owner?: string | undefined
  readonly level?: LevelInput | undefined
  readonly levels?: Readonly<Record<string, LevelInput>> | undefined
  readonly since?: string | undefined
  readonly deadline?: string | undefined
  readonly include?: readonly string[] | undefined
  readonly exclude?: readonly string[] | undefined
}

/** Everything in a manifest but its entries. */
export interface SettingsInput {
  readonly $schema?: string | undefined
  readonly version: 1
  readonly extends?: string | readonly string[] | undefined
  readonly python?: { readonly roots?: readonly string[] | undefined } | undefined
  readonly typescript?: { readonly tsconfig?: string | undefined } | undefined
  readonly baseline?: string | undefined
  readonly generated?: readonly string[] | undefined
}

/** A manifest file as written. */
export interface ManifestInput extends SettingsInput {
  readonly retired: readonly RetiredInput[]
}
