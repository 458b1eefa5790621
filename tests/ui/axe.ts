import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe finds, of any level, in the parts of the page that a selector names: one line each. */
export async function findings(page: Page, selector: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include(selector).analyze();
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(
      ({ html, any, all, none }) =>
        `${id} (${impact}): ${html.slice(0, 160)} ${[...any, ...all, ...none].map(check => check.message).join(' ')}`
    )
  );
}
