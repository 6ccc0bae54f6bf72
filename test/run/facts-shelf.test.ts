import { expect, test } from 'vitest'
import type { ModuleFacts } from '../../src/core/facts.ts'
import { createFactsShelf } from '../../src/run/facts-shelf.ts'

const factsOf = (name: string): ModuleFacts => ({ name }) as unknown as ModuleFacts

test('facts of a few files are kept, of many only the last', () => {
  const shelf = createFactsShelf(10)
  const made: string[] = []
  const put = (name: string, size: number) =>
    shelf.keep(size, factsOf(name), () => {
      made.push(name)
      return factsOf(name)
    })
  const a = put('a', 4)
  const b = put('b', 4)
  expect([a(), b(), a()]).toEqual([factsOf('a'), factsOf('b'), factsOf('a')])
  expect(made).toEqual([])
  const c = put('c', 4)
  expect([c(), c()]).toEqual([factsOf('c'), factsOf('c')])
  expect(made).toEqual([])
  expect([a(), a(), b()]).toEqual([factsOf('a'), factsOf('a'), factsOf('b')])
  expect(made).toEqual(['a', 'b'])
})

test('one file larger than the room is kept while it is the last', () => {
  const shelf = createFactsShelf(10)
  let made = 0
  const large = shelf.keep(100, factsOf('large'), () => {
    made++
    return factsOf('large')
  })
  large()
  expect(made).toBe(0)
  shelf.keep(1, factsOf('small'), () => factsOf('small'))
  large()
  expect(made).toBe(1)
})
