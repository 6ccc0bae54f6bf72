import type { ModuleOutline } from './derive-outline.ts'

export interface DeriveInput {
  /** Changed files as they were and as they are, by path. */
  readonly base: ReadonlyMap<string, ModuleOutline>
  readonly head: ReadonlyMap<string, ModuleOutline>
  /** Old path → new path, as git detects renames. */
  readonly renames: ReadonlyMap<string, string>
  /** How many modules at or below this key are still there. */
  readonly countAlive: (key: string) => number
  /** Whether anything gives the name at that module after the change; absent: the changed files alone tell. */
  readonly isPublished?: (module: string, name: string) => boolean
  /** What stands between the segments of a module key. */
  readonly separator: '.' | '/'
  /** Packages of the repository that others import by name; absent: they are not looked at. */
  readonly packages?: PackagePair
}

export interface PackagePair {
  /** Name → directory, before and after. */
  readonly base: ReadonlyMap<string, string>
  readonly head: ReadonlyMap<string, string>
  /** Whether most of what the directory held before is no longer there. */
  readonly isHollow: (directory: string) => boolean
}

export interface Evidence {
  /** Consumers that went from the old place to the new one in this range. */
  readonly consumers: number
  /** Consumers that left the old place, wherever they went. */
  readonly leavers: number
  /** 0 to 1: how alike the definitions are, their own names left aside. */
  readonly similarity: number
  readonly sameName: boolean
  readonly gitRename: boolean
}

export type ChangeKind = 'moved' | 'renamed' | 'moved-and-renamed' | 'module-moved' | 'removed'

/** A drafted entry. `from` and `to` are `module#name`, or a module; `to` null: removed. */
export interface Draft {
  readonly kind: ChangeKind
  /** Of modules by their keys; for people and manifests `spelled` says it as consumers do. */
  readonly from: string
  readonly to: string | null
  /** 0 to 1. */
  readonly confidence: number
  readonly evidence: Evidence
  /** A module entry that stands for everything below it. */
  readonly isPackage?: boolean
  /** The place is still there: that it is retired, its consumers alone say. */
  readonly isKept?: boolean
  /** As consumers spell the places, where that is by a package's name; absent: as they are. */
  readonly spelled?: { readonly from: string; readonly to: string }
}
