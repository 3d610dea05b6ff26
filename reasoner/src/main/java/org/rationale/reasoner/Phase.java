package org.rationale.reasoner;

/**
 * Which solutions one of the two passes over a layer looks for, so that both together meet each
 * once.
 *
 * @param certain whether it is the first of the two, with certain premises and certain rules only
 * @param fromScratch whether everything in the layer is to be concluded, not only what changed
 */
record Phase(FactTable facts, boolean certain, boolean fromScratch) {

  /** Takes a pattern that a row may fill, and the row. */
  interface Starter {
    void start(Program.Trigger trigger, int row);
  }

  /** Calls the starter with each pattern that a row may fill in this phase. */
  void startsOf(Program.Dispatch bodies, int row, Starter starter) {
    byte flags = facts.flags(row);
    if ((flags & FactTable.DEAD) != 0 || (certain && (flags & FactTable.CERTAIN) == 0)) {
      return;
    }
    bodies.start(facts.predicate(row), facts.object(row), row, starter);
  }

  /** Finds this phase's solutions that a row starts. */
  void start(Program.Trigger trigger, int row, Matcher matcher, Matcher.Found found) {
    CompiledRule rule = trigger.rule();
    boolean surely = facts.isCertain(row, rule.readsDataOnly());
    if (certain) {
      if (rule.isCertain() && surely) {
        matcher.fromYoungest(rule, trigger.start(), row, true, false, found);
      }
    } else if (fromScratch && rule.isCertain() && !rule.hasNegation()) {
      // With certain premises alone it has run already: the youngest uncertain one starts it.
      if (!surely) {
        matcher.fromYoungest(rule, trigger.start(), row, false, true, found);
      }
    } else {
      matcher.fromYoungest(rule, trigger.start(), row, false, false, found);
    }
  }
}
