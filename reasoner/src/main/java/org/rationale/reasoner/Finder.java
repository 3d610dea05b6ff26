package org.rationale.reasoner;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread's part in matching many rows: finds what rules would conclude from some of them, while
 * nobody changes the table.
 */
final class Finder implements Matcher.Found {

  /** How many solutions lie between two looks at whether to stop. */
  private static final int CHECK_EVERY = 1 << 12;

  private final ProofStore store;
  private final FactTable facts;
  private final TermTable terms;
  private final Matcher matcher;
  private final Phase phase;
  private final @Nullable Repeats known;

  /** For each rule how often it concluded what was looked up and found. */
  private final int[] again;

  private final BooleanSupplier stop;
  private final int maximum;
  private Candidates candidates = new Candidates();
  private int untilCheck = CHECK_EVERY;
  private boolean stopped;

  /**
   * @param known what needs no look-up, or null
   * @param stop asked now and then
   * @param maximum how much may be found before it is given up, in the measure of {@link
   *     Candidates#size()}
   */
  Finder(
      ProofStore store, Phase phase, @Nullable Repeats known, BooleanSupplier stop, int maximum) {
    this.store = store;
    this.facts = store.facts();
    this.terms = facts.terms();
    this.matcher = new Matcher(facts, store.program(), false);
    this.phase = phase;
    this.known = known;
    this.again = new int[store.program().rules().size()];
    this.stop = stop;
    this.maximum = maximum;
  }

  /** Whether it was given up; what it returned since is not all. */
  boolean stopped() {
    return stopped;
  }

  /** What the rules would conclude from a range of rows. */
  Candidates find(Program.Dispatch bodies, int from, int to) {
    candidates = new Candidates();
    Phase.Starter starter = this::start;
    for (int row = from; row < to && !stopped; row++) {
      phase.startsOf(bodies, row, starter);
    }
    return candidates;
  }

  private void start(Program.Trigger trigger, int row) {
    if (trigger.rule().makesTerms()) {
      candidates.postpone(trigger, row);
    } else {
      phase.start(trigger, row, matcher, this);
    }
  }

  @Override
  public boolean found(CompiledRule rule) {
    if (--untilCheck < 0) {
      untilCheck = CHECK_EVERY;
      stopped |= stop.getAsBoolean() || candidates.size() > maximum;
    }
    if (rule.hasNegation() && matcher.isBlocked(rule, !phase.certain())) {
      return !stopped;
    }
    int[] slots = matcher.slots();
    for (CompiledRule.Template template : rule.head()) {
      int s = term(template.s(), slots);
      int p = term(template.p(), slots);
      int o = term(template.o(), slots);
      boolean isStatement = !template.checked() || (terms.isResource(s) && terms.isIri(p));
      if (isStatement) {
        note(rule, s, p, o);
      }
    }
    return !stopped;
  }

  private static int term(int operand, int[] slots) {
    return operand >= 0 ? operand : slots[~operand];
  }

  /** Says which rules concluded again what was there. */
  void tell(Repeats repeats) {
    for (int index = 0; index < again.length; index++) {
      if (again[index] > 0) {
        repeats.again(store.program().rules().get(index), again[index]);
      }
    }
  }

  private void note(CompiledRule rule, int s, int p, int o) {
    if (known != null && known.knows(rule, s, p, o)) {
      candidates.meet();
      return;
    }
    int row = facts.find(s, p, o);
    if (row == FactTable.NONE || (phase.certain() && !facts.isCertain(row))) {
      candidates.add(rule, s, p, o, matcher.premises());
    } else if (!matcher.isMetBefore(rule, phase)) {
      if (store.recordsAll()) {
        candidates.add(rule, s, p, o, matcher.premises());
      } else {
        candidates.meet();
        again[rule.index()]++;
      }
    }
  }
}
