import { Module, Predict } from 'durable-mipro';
import type { Metric } from 'durable-mipro';

export type Category = 'account' | 'billing' | 'bug' | 'feature' | 'other' | 'shipping';
export type Priority = 'low' | 'normal' | 'high' | 'urgent';

/** Sorts a support ticket in two steps: where it belongs, then how soon it must be answered. */
export class TicketTriage extends Module<{ ticket: string }, { category: Category; priority: Priority }> {
  classify = new Predict(
    'ticket -> category: "account" | "billing" | "bug" | "feature" | "other" | "shipping"',
  );
  prioritize = new Predict(
    'ticket, category: "account" | "billing" | "bug" | "feature" | "other" | "shipping" -> priority: "low" | "normal" | "high" | "urgent"',
  );

  async forward({ ticket }: { ticket: string }) {
    const { category } = await this.classify.run({ ticket });
    const { priority } = await this.prioritize.run({ ticket, category });
    return { category, priority };
  }
}

/** Half a point for the right category, half for the right priority. */
export const triageScore: Metric = (example, prediction) =>
  (Number(prediction['category'] === example['category']) +
    Number(prediction['priority'] === example['priority'])) /
  2;
