import { describe, expect, it } from 'vitest'
import { findEsmBlocks } from '../../../src/languages/embedded/mdx.ts'

const blocks = (text: string): string[] => findEsmBlocks(text).map(({ start, end }) => text.slice(start, end))

describe('ESM blocks of MDX', () => {
  it('begin a document, or follow frontmatter, headings, JSX and empty lines', () => {
    const text =
      "---\nimport: no\n---\nimport a from 'a'\nexport const b = 1\n\n# Title\nimport c from 'c'\n\n<Tabs>\n\nimport d from 'd'\n\n</Tabs>\n{/* it's */}\nimport e from 'e'\n"
    expect(blocks(text)).toEqual([
      "import a from 'a'\nexport const b = 1\n",
      "import c from 'c'\n",
      "import d from 'd'\n",
      "import e from 'e'\n",
    ])
  })

  it.each([
    ['a paragraph', "Then write\nimport no from 'no'\n"],
    ['a code fence', "```js\nimport no from 'no'\n```\n"],
    [
      'an attribute',
      "<Sandpack\n  files={{\n    'a.js': `\nimport no from 'no'\n\nimport not from 'not'\n`,\n  }}\n/>\n",
    ],
    [
      'an expression',
      "<Code>\n    {`import no from 'no'\nimport not from '${x ? `a` : '`'}'\n\nimport nor from 'nor'`}\n</Code>\n",
    ],
    ['a handler', "<Button onClick={() => {\nimport no from 'no'\n}}>\n"],
  ])('are not inside %s', (_, text) => {
    expect(blocks(`${text}\nimport yes from 'yes'\n`)).toEqual(["import yes from 'yes'\n"])
  })

  it('are found after a brace that is never closed', () => {
    expect(blocks("{ don't\n\nimport a from 'a'\n\n<B\n\nimport c from 'c'\n")).toEqual([
      "import a from 'a'\n",
      "import c from 'c'\n",
    ])
  })

  it.each(['<A ', '<A>\n', '{<A>', "{'\n", '<a>{a}', '{`${', '---\n', '```\n'])(
    'are looked for in linear time: %j',
    (unit) => {
      const time = (count: number): number => {
        const text = unit.repeat(count)
        const start = process.cpuUsage()
        findEsmBlocks(text)
        const { user, system } = process.cpuUsage(start)
        return (user + system) / 1000
      }
      time(1_000)
      expect(time(200_000)).toBeLessThan(3_000)
    },
  )
})
