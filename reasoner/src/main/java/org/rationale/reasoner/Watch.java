package org.rationale.reasoner;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Ends a closure where a limit is reached or somebody cancels it. Confined to one thread. */
final class Watch {

  /** How many solutions lie between two looks at the clock. */
  private static final int CHECK_EVERY = 1 << 12;

  /** How much text rules may make between two looks at the memory. */
  private static final int CHECK_EVERY_BYTES = 1 << 20;

  private final ProofStore store;
  private final FactTable facts;
  private final TermTable terms;
  private final Limits limits;
  private long started;
  private long nanos;
  private int untilCheck;
  private long checkedBytes;
  private @Nullable CompiledRule running;

  Watch(ProofStore store, Limits limits) {
    this.store = store;
    this.facts = store.facts();
    this.terms = facts.terms();
    this.limits = limits;
  }

  /** The time counts from now on. */
  void start() {
    running = null;
    untilCheck = 0;
    started = System.nanoTime();
    boolean practicallyNone = limits.time().compareTo(Limits.NONE.time()) > 0;
    nanos = practicallyNone ? Long.MAX_VALUE : limits.time().toNanos();
  }

  /** Looks at the clock and at the memory now and then, before a rule concludes. */
  void begin(CompiledRule rule) {
    running = rule;
    if (--untilCheck < 0 || terms.textBytes() > checkedBytes) {
      check();
    }
  }

  /** Ends the closure if there may be no more facts. */
  void limitFacts() {
    if (facts.size() - facts.dead() >= limits.facts()) {
      throw reached(Incompleteness.Limit.FACTS, "%d facts".formatted(limits.facts()));
    }
  }

  /** Ends the closure if there may be no more derivations. */
  void limitDerivations() {
    if (store.recorded() >= limits.derivations()) {
      throw reached(
          Incompleteness.Limit.DERIVATIONS, "%d derivations".formatted(limits.derivations()));
    }
  }

  /** Ends the closure if time or memory is used up or it was cancelled. */
  void check() {
    untilCheck = CHECK_EVERY;
    checkedBytes = terms.textBytes() + CHECK_EVERY_BYTES;
    if (isTimeUp()) {
      throw reached(Incompleteness.Limit.TIME, seconds(limits.time()));
    }
    if (limits.bytes() != Long.MAX_VALUE && store.bytes() + terms.bytes() > limits.bytes()) {
      throw reached(Incompleteness.Limit.MEMORY, "%d bytes".formatted(limits.bytes()));
    }
    if (isCancelled()) {
      throw new LimitReached(Incompleteness.Limit.CANCELLED, "reasoning was cancelled");
    }
  }

  /** Whether {@link #check} would end the closure for the time or as cancelled; for any thread. */
  boolean isOver() {
    return isTimeUp() || isCancelled();
  }

  private boolean isTimeUp() {
    return System.nanoTime() - started > nanos;
  }

  private boolean isCancelled() {
    return Thread.currentThread().isInterrupted() || limits.cancelled().getAsBoolean();
  }

  private static String seconds(Duration time) {
    return "%s s"
        .formatted(BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString());
  }

  private LimitReached reached(Incompleteness.Limit limit, String value) {
    String message = "the limit of %s was reached".formatted(value);
    return new LimitReached(
        limit,
        running == null
            ? message
            : "%s while the rule (%s) at %s ran"
                .formatted(message, running.rule().id(), running.rule().place()));
  }

  /** A limit ended a closure before it was complete. */
  static final class LimitReached extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Incompleteness.Limit limit;

    LimitReached(Incompleteness.Limit limit, String message) {
      super(message);
      this.limit = limit;
    }

    Incompleteness incompleteness() {
      return new Incompleteness(limit, String.valueOf(getMessage()));
    }
  }
}
