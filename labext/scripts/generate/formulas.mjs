/** What a formula may be made of, of the list that Python reads too, as names parted by blanks. */
export function formulasOf({ $comment, commands, environments, marks, ...bounds }) {
  const joined = groups => Object.values(groups).flat().join(' ');
  const list = {
    longest: bounds.longest,
    deepest: bounds.deepest,
    mostNegativeSpaces: bounds.most_negative_spaces,
    commands: joined(commands),
    marks: joined(marks),
    negativeSpaces: bounds.negative_spaces,
    environments: joined(environments),
    withColumns: environments.columns.join(' '),
    withNumber: environments.number.join(' ')
  };
  return `/** ${$comment} */\nexport const FORMULAS = ${JSON.stringify(list)} as const;`;
}
