/** Text of the user's own, so that it shows as it is in Markdown. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&]/g, '\\$&').replace(/\s+/g, ' ');
}

/** A table of two columns without a heading. The values are Markdown already. */
export function factTable(facts: readonly (readonly [string, string])[]): string {
  return ['| | |', '|:--|:--|', ...facts.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
}
