import type { Span } from './span.ts'

/*
 * What one file says, in terms every language shares. Facts know nothing of the manifest, so they are
 * cacheable by content. All spans are UTF-16 offsets into the text that was analysed.
 */

export type ScopeId = number
export type BindingId = number

/**
 * When the code at a place runs: while its module is being imported, later (inside a function body),
 * or never (annotations nothing evaluates, TYPE_CHECKING blocks, `import type`, TS type positions).
 */
export type Phase = 'import-time' | 'run-time' | 'type-only'

/**
 * A place that is one of several alternatives: a branch of one `try … except ImportError`, of one `if/else`,
 * of an `import().catch()`. Places with the same `group` and different `branch` are alternatives of each other.
 */
export interface Guard {
  readonly group: number
  readonly branch: number
  readonly kind: 'import-error' | 'condition'
  /** A handler catches the import failure of this branch and goes on (it does not re-raise unconditionally). */
  readonly swallowed: boolean
}

export interface Place {
  readonly scope: ScopeId
  readonly phase: Phase
  /** Innermost first. */
  readonly guards: readonly Guard[]
}

/** A statically known member access after a reference: `.b`, `['b']`, a TS qualified name, a JSX member. */
export interface Member {
  readonly name: string
  /** The name token (without quotes for `['b']`). */
  readonly span: Span
  /** Written as `['b']`, so a rename needs a string, not an identifier. */
  readonly computed?: boolean
}

/** How a referenced name is called or constructed, for comparing with the replacement's signature. */
export interface CallShape {
  readonly span: Span
  readonly positional: number
  readonly keywords: readonly string[]
  /** `*args`, `**kwargs` or `...spread`: counts are lower bounds. */
  readonly open: boolean
  readonly construct: boolean
}

/**
 * What a reference does with the name.
 * - `shorthand`: TS `{ X }` in an object literal; a rename must write `{ X: Y }`.
 * - `shorthand-pattern`: TS `{ X } = …` assigning to an existing binding.
 * - `export`: TS `export { X }`, the local side.
 * - `declaration`: Python `global X` / `nonlocal X`.
 * - `closing-tag`: JSX `</X>`.
 * - `link`: TS `{@link X}`, `@see X`.
 */
export type ReferenceRole =
  | 'read'
  | 'write'
  | 'delete'
  | 'shorthand'
  | 'shorthand-pattern'
  | 'export'
  | 'declaration'
  | 'closing-tag'
  | 'link'

export interface Reference {
  /** The identifier itself, also inside a quoted annotation or a type comment. */
  readonly span: Span
  readonly place: Place
  readonly role: ReferenceRole
  /** TS: which meaning of the name is used. Python: always `value`. */
  readonly space: 'value' | 'type' | 'both'
  /** `string`: inside a quoted annotation, `cast("X")`, `ForwardRef`. `comment`: `# type:` or JSDoc. */
  readonly medium: 'code' | 'string' | 'comment'
  /** The chain of member accesses that follows, outermost last. */
  readonly members: readonly Member[]
  /** Python: read before the module binds the name itself; what it means then came through `import *`. */
  readonly early?: true
  /** Python: the last of the members is assigned to, deleted or a pattern's value (`case a.b:`): a plain name would be something else. */
  readonly attribute?: true
  /** Call or construction of the whole chain `name.members…(…)`. */
  readonly call: CallShape | null
  /** Names taken from the value by destructuring: `const { X: a } = ns`. */
  readonly picks: readonly ImportedName[]
}

/** The kind of construct by which a file names another module. Findings carry it on. */
export type ImportKind =
  | 'import' // import statements, both languages; also TS `import type`
  | 're-export' // export … from
  | 'require'
  | 'import-equals' // import x = require()
  | 'dynamic-import' // import(), importlib.import_module, __import__
  | 'import-type' // import('m').X in a TS type, typeof import('m')
  | 'jsdoc' // import() and @import in JSDoc
  | 'module-augmentation' // declare module 'm'
  | 'triple-slash'
  | 'mock-string' // vi.mock('m'), jest.requireActual('m') …
  | 'resolve-string' // require.resolve, import.meta.resolve, new URL(…, import.meta.url), importorskip, sys.modules["m"]

/**
 * - `named`: one exported name. Python: an attribute or a submodule.
 * - `namespace`: the local name denotes the module (`import * as ns`, whole `require`, Python `import a.b as c`, `import a.b`).
 * - `star`: every public name (`export * from`, `from m import *`); no local binding is listed.
 */
export interface ImportedName {
  readonly shape: 'named' | 'namespace' | 'star'
  /** `X`, `default`; `*` for namespace and star. */
  readonly imported: string
  /** The token spelling `imported`; null where nothing spells it (`import d from`, a namespace). */
  readonly importedSpan: Span | null
  /** The whole specifier: `X as Y`, `type X as Y`, `X: y`, `* as ns`. */
  readonly span: Span
  /** The binding it makes, if any. */
  readonly local: BindingId | null
  readonly localName: string | null
  readonly localSpan: Span | null
  /** Re-exports: the public name it gets (`export { X as Y } from`, `export * as ns from`). */
  readonly exportedAs: string | null
  readonly exportedSpan: Span | null
  readonly typeOnly: boolean
  /** Further members taken at once: `require('m').X.y` is imported `X`, members `[y]`. */
  readonly members: readonly Member[]
  /** Call shape where the name is called at once: `require('m').X()`. */
  readonly call: CallShape | null
  /** Python `import a.b.c`: the module the local name denotes (`a`), shorter than the specifier. */
  readonly denotes?: string
}

export interface ImportFact {
  readonly kind: ImportKind
  /** Decoded module specifier; a Python relative import keeps its dots (`..tools.unified`, `.`). */
  readonly specifier: string
  /** TS: between the quotes. Python: the dots and the dotted name, or between the quotes of a string. */
  readonly specifierSpan: Span
  /** The whole statement (with its semicolon, without its line break) or the whole expression. */
  readonly statement: Span
  readonly names: readonly ImportedName[]
  /** The whole statement is type-only (`import type`, `export type`). */
  readonly typeOnly: boolean
  readonly place: Place
  /** The module value is used in a way that was not followed (passed on, stored, computed access). */
  readonly escapes: boolean
  /** The specifier is a plain string or name: replacing `specifierSpan` by another specifier is exact. */
  readonly editable: boolean
}

export type BindingKind =
  | 'import'
  | 'class'
  | 'function'
  | 'variable'
  | 'parameter'
  | 'type' // interface, type alias, type parameter
  | 'enum'
  | 'namespace'
  | 'label' // never referenced by identifiers

export interface Binding {
  readonly name: string
  readonly scope: ScopeId
  readonly kind: BindingKind
  readonly space: 'value' | 'type' | 'both'
  /** Every token that binds the name. */
  readonly declarations: readonly Span[]
  readonly references: readonly Reference[]
  /** Where the references begin, in their order: there where asking for no more than that is much cheaper. None of those has picks. */
  readonly referenceStarts?: readonly number[]
  /** Whether any reference has members or picks; absent: they tell. */
  readonly isTakenApart?: boolean
  /** `X = Other` / `const X = Other.y` with nothing else bound to X: the other name it stands for. */
  readonly aliasOf: {
    readonly binding: BindingId | null
    readonly name: string
    readonly reference: Span
    readonly members: readonly Member[]
  } | null
  /** Used where no reference can be rewritten (the markup of a component file): the local name must stay. */
  readonly pinned?: boolean
  /** Python: bound only under TYPE_CHECKING. TS: import type. Using it at run time fails. */
  readonly typeOnly: boolean
}

export interface Scope {
  readonly parent: ScopeId | null
  readonly kind: 'module' | 'function' | 'class' | 'comprehension' | 'block' | 'type' | 'namespace'
  readonly span: Span
}

/**
 * A name the module publishes. Python: every module-level binding is one. TS: every export.
 * `target`:
 * - `binding`: a local binding (which may itself be an import: follow it);
 * - `import`: re-exported from another module without a local binding (`imports[import].names[name]`);
 * - `value`: an expression (`export default f()`).
 */
export interface ExportFact {
  readonly name: string
  readonly span: Span
  readonly typeOnly: boolean
  /** TS: a key of `module.exports` or a member of `exports`: it stays as it is when what it stands for is renamed. */
  readonly keyed?: boolean
  /** TS: the `default` of `module.exports = …` or `export =`: the object whose members the module exports. */
  readonly isModule?: boolean
  readonly target:
    | { readonly type: 'binding'; readonly binding: BindingId }
    | { readonly type: 'import'; readonly import: number; readonly name: number }
    | { readonly type: 'value' }
}

/** A string whose text names a symbol or module by convention. `span` is the text between the quotes. */
export interface StringFact {
  /**
   * - `dotted`: `pkg.module.Symbol`, absolute (`mock.patch`, `monkeypatch.setattr`, `pkgutil.resolve_name`).
   * - `entry-point`: `pkg.module:Symbol`.
   * - `member`: the name of an attribute of `base` (`patch.object(base, "X")`, `setattr`, `getattr`).
   * - `public-name`: an entry of `__all__` or a key of a lazy `__getattr__` map. Also, `bare`, the name of a variable of
   *   the module itself in other strings: `patch(f"{__name__}.X")`, `globals()["X"]`.
   * - `settings`: dotted text in a place nothing proves to be an import: `manual` only.
   * - `mock-member`: a key of the object a mock factory returns: the name of an export of `imports[base.import]`.
   */
  readonly role: 'dotted' | 'entry-point' | 'member' | 'public-name' | 'settings' | 'mock-member'
  readonly kind: 'mock-string' | 'resolve-string' | 'string'
  readonly value: string
  readonly span: Span
  readonly place: Place
  /** For `member`: the reference whose attribute it is; for `mock-member`: index of the import. */
  readonly base:
    | {
        readonly binding: BindingId | null
        readonly name: string
        readonly members: readonly Member[] /** The reference's name token. */
        readonly span?: Span
      }
    | {
        readonly import: number /** Keys around the key: of `{ default: { X } }`. */
        readonly names?: readonly string[]
      }
    | null
  /** No escapes or concatenation: replacing the text between the quotes is exact. */
  readonly editable: boolean
  /** A bare identifier key (`{ X: 1 }`) rather than a quoted string. */
  readonly bare: boolean
  /** Put together: the literals whose texts begin and end `value`; what they say can be replaced. */
  readonly head?: Span | undefined
  readonly tail?: Span | undefined
  /** Several literals in a row, without escapes: what stands between the quotes of each. */
  readonly parts?: readonly Span[] | undefined
}

/** A comment that speaks to repoint. `span` covers the comment. */
export interface Directive {
  readonly span: Span
  readonly text: string
  /** Nothing but white space stands before it on its line. */
  readonly ownLine: boolean
}

export interface Unanalysable {
  readonly span: Span
  /** What it is, for people: `computed import() specifier`, `exec`, `f-string in importlib.import_module`. */
  readonly what: string
}

export interface UnresolvedName {
  readonly name: string
  readonly references: readonly Reference[]
}

export interface ParseProblem {
  readonly message: string
  /** UTF-16 offset. */
  readonly offset: number
}

export interface ModuleFacts {
  readonly imports: readonly ImportFact[]
  readonly exports: readonly ExportFact[]
  readonly scopes: readonly Scope[]
  readonly bindings: readonly Binding[]
  /** Names that no scope of the file binds (builtins and globals among them). */
  readonly unresolved: readonly UnresolvedName[]
  readonly strings: readonly StringFact[]
  readonly directives: readonly Directive[]
  readonly unanalysable: readonly Unanalysable[]
  /** Python `__all__`: what `import *` takes; `complete` is false when it is computed. null: no `__all__`. */
  readonly publicNames: { readonly names: readonly string[]; readonly complete: boolean } | null
  /** Python lazy exports (`__getattr__` with a literal map): name → module#name. */
  readonly lazyExports: readonly {
    readonly name: string
    readonly specifier: string
    readonly imported: string | null
    readonly span: Span
  }[]
  /** The module may publish names that are not listed (`__getattr__`, `globals()[…] =`, `exec`, `export =` of something computed). */
  readonly dynamicExports: boolean
  /**
   * Python: `dynamicExports` is true of a module `__getattr__` alone, and these are the names that it answers to, told by
   * collections of the file: whoever changes one of them changes the answer.
   */
  readonly answers?: { readonly names: readonly string[]; readonly collections: readonly string[] }
  /**
   * TS: what the file declares for all files (a script's top level, `declare global`), and what a comment says is global in
   * this one (`/* global X *\/`: https://eslint.org/docs/latest/use/configure/language-options). Absent: nothing.
   */
  readonly globals?: { readonly declared: readonly string[]; readonly assumed: readonly string[] }
  /** The file did not parse: the facts are what tokens alone could tell (imports, no scopes). */
  readonly problem: ParseProblem | null
}
