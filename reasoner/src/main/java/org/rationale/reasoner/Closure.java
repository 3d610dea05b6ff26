package org.rationale.reasoner;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.Origin;
import org.rationale.rules.Rule;

/**
 * Keeps a proof store closed under its program while base facts come and go.
 *
 * <p>Layer by layer, and in each first what holds in every world (certain premises, certain rules,
 * nothing that might be what a negation looks for), then what holds in some. Within each of the
 * two:
 *
 * <ol>
 *   <li>what was first concluded from rows that died, or is now blocked, dies as well;
 *   <li>what died comes back, as a new row, if the rules conclude it from what is left;
 *   <li>rules whose negation looked for what died are tried again;
 *   <li>each new row is matched, in order of birth, with rows not younger than itself.
 * </ol>
 *
 * <p>Closing an empty store is the same with nothing to die. Since dying follows first derivations
 * only and coming back starts from what is surely founded, facts that only support each other go.
 * Sources: Gupta, Mumick and Subrahmanian, <i>Maintaining views incrementally</i> (SIGMOD 1993),
 * for overdeletion and rederivation; Motik, Nenov, Piro and Horrocks, <i>Maintenance of datalog
 * materialisations revisited</i> (Artificial Intelligence, 2019), for keeping overdeletion small.
 */
final class Closure {

  private static final int ROWS_OF_A_TASK = 1 << 11;
  private static final int ROWS_AT_ONCE = 1 << 16;
  private static final int INTS_AT_ONCE = 1 << 25;
  private static final Workers ONE_THREAD = new Workers(1);

  private final ProofStore store;
  private final Program program;
  private final FactTable facts;
  private final TermTable terms;
  private final Matcher matcher;
  private final Watch watch;
  private final Workers workers;
  private final Supports supports;

  /** The rows that died in this change. */
  private final IntArrayList gone;

  private Predicate<Rule> triedAgain = rule -> false;
  private int firstNew;
  private boolean fromScratch;
  private boolean certain;
  private @Nullable Repeats repeats;

  Closure(ProofStore store, Limits limits) {
    this(store, limits, ONE_THREAD);
  }

  /**
   * @param workers what they do together comes out as from one thread
   */
  Closure(ProofStore store, Limits limits, Workers workers) {
    this.store = store;
    this.program = store.program();
    this.facts = store.facts();
    this.terms = facts.terms();
    this.matcher = new Matcher(facts, program, true);
    this.watch = new Watch(store, limits);
    this.supports = new Supports(store);
    this.gone = supports.gone();
    this.workers = workers;
  }

  /**
   * Lets rules be tried on all rows in changes to come: their filters say something else than when
   * their premises were closed.
   */
  void tryAgain(Predicate<Rule> rules) {
    triedAgain = rules;
  }

  /**
   * What changes.
   *
   * @param added sources of statements
   * @param removed sources of statements, each of which the statement has
   * @param concluded what DRL rules conclude now and did not, and whether it holds in every world
   * @param withdrawn what DRL rules concluded and no longer do
   */
  record Change(
      List<Background.Sourced> added,
      List<Background.Sourced> removed,
      Map<Triple, Boolean> concluded,
      List<Triple> withdrawn) {}

  /**
   * Applies a change and closes the store again. If a limit ends that before, what is in the store
   * is right, but not all, and the store says so.
   */
  void apply(Change change) {
    fromScratch = facts.size() == 0;
    firstNew = facts.size();
    gone.clear();
    watch.start();
    repeats = null;
    for (Background.Sourced sourced : change.removed()) {
      supports.removeSource(sourced);
    }
    for (Triple statement : change.withdrawn()) {
      supports.withdraw(statement);
    }
    for (Background.Sourced sourced : change.added()) {
      supports.addSource(sourced.statement(), sourced.origin());
    }
    change.concluded().forEach(supports::addConcluded);
    close();
  }

  /** Closes an empty store over base facts that were added to it directly. */
  void closeBase() {
    facts.catchUp(workers);
    fromScratch = true;
    firstNew = 0;
    gone.clear();
    watch.start();
    repeats = null;
    close();
  }

  private void close() {
    int layers = Math.min(program.layers().size() - 1, store.lastLayer());
    for (int number = 0; number <= layers; number++) {
      Program.Layer layer = program.layers().get(number);
      try {
        certain = true;
        phase(layer);
        if (facts.hasUncertain() || layer.hasUncertainRules()) {
          certain = false;
          phase(layer);
        }
      } catch (Watch.LimitReached reached) {
        store.cutShort(reached.incompleteness(), number);
      }
      if (store.incompleteness() != null && number >= store.lastLayer()) {
        abandon(number);
        return;
      }
    }
  }

  /**
   * Takes back what rests on facts that a layer has lost, or on absences that nobody has looked
   * after since.
   */
  private void abandon(int from) {
    if (fromScratch) {
      return;
    }
    for (Program.Layer layer : program.layers()) {
      if (layer.number() < from) {
        continue;
      }
      for (int row = 0; layer.number() > from && row < facts.size(); row++) {
        CompiledRule rule = facts.isDead(row) ? null : store.firstRule(row);
        if (rule != null && rule.layer() == layer.number() && rule.hasNegation()) {
          store.dropFirst(row);
          supports.reassess(row);
        }
      }
      certain = true;
      kill(layer);
      certain = false;
      kill(layer);
    }
  }

  private void phase(Program.Layer layer) {
    if (!fromScratch) {
      kill(layer);
      rederive(layer);
      reconsider(layer);
      if (certain) {
        tryAgain(layer);
      }
    }
    if (fromScratch) {
      for (CompiledRule rule : layer.withoutPatterns()) {
        matcher.whole(rule, this::conclude);
      }
    }
    insert(layer);
  }

  /** Adds a source of a statement; closing is left to the caller. */
  void addSource(Triple statement, Origin origin) {
    supports.addSource(statement, origin);
  }

  /**
   * Adds many certain facts to an empty root; until {@link #closeBase} they are found as statements
   * only.
   *
   * @param quads subject, predicate, object and the number of the source, one after the other
   * @param origins the sources, all certain
   */
  void addAllCertain(int[] quads, int number, List<? extends Origin> origins) {
    supports.addAllCertain(quads, number, origins, workers);
  }

  // Taking back.

  private void kill(Program.Layer layer) {
    if (!layer.negations().isEmpty()) {
      for (int row = firstNew; row < facts.size(); row++) {
        // In the certain phase anything that may hold blocks, in the other only what surely does.
        if (!facts.isDead(row) && (certain || facts.isCertain(row))) {
          block(layer, row);
        }
      }
    }
    if (gone.isEmpty()) {
      return;
    }
    ProofStore parent = store.parent();
    if (parent != null) {
      for (int i = 0; i < gone.size(); i++) {
        int dead = gone.getInt(i);
        if (dead >= facts.offset() && program.readsGiven()) {
          // What read the parent's row as a datum relies on the row that took its place.
          dead =
              parent.facts().find(facts.subject(dead), facts.predicate(dead), facts.object(dead));
        }
        if (dead != FactTable.NONE && dead < facts.offset()) {
          parent.forEachDependent(dead, row -> unfound(layer, row));
        }
      }
    }
    for (int row = facts.offset(); row < facts.size(); row++) {
      unfound(layer, row);
    }
  }

  /** Takes a row's first derivation away if a premise of it died. */
  private void unfound(Program.Layer layer, int row) {
    if (facts.isDead(row) || facts.isCertain(row) != certain) {
      return;
    }
    CompiledRule rule = store.firstRule(row);
    if (rule == null || rule.layer() != layer.number()) {
      return;
    }
    for (int atom = 0; atom < rule.atoms(); atom++) {
      int premise = store.firstPremise(row, atom);
      if (facts.isDead(premise) || (rule.readsDataOnly() && !isDatum(premise))) {
        store.dropFirst(row);
        supports.reassess(row);
        return;
      }
    }
  }

  /** Whether sources state a row, as surely as this phase asks. */
  private boolean isDatum(int row) {
    return certain ? facts.isCertain(row, true) : facts.isGiven(row);
  }

  /** Takes first derivations away that a new row blocks. */
  private void block(Program.Layer layer, int row) {
    forTriggers(
        layer.negations(),
        row,
        trigger ->
            matcher.from(
                trigger.rule(),
                trigger.start(),
                row,
                false,
                rule -> {
                  if (matcher.isBlocked(rule, !certain)) {
                    takeAway(rule);
                  }
                  return true;
                }));
  }

  private void takeAway(CompiledRule rule) {
    for (CompiledRule.Template template : rule.head()) {
      int s = operand(rule, template.s(), template.nodes().getSubject());
      int p = operand(rule, template.p(), template.nodes().getPredicate());
      int o = operand(rule, template.o(), template.nodes().getObject());
      int row = facts.find(s, p, o);
      if (row != FactTable.NONE
          && facts.isCertain(row) == certain
          && store.isFirst(row, rule, matcher.premises())) {
        store.dropFirst(row);
        supports.reassess(row);
      }
    }
  }

  /** Lets what died come back if rules conclude it from what is left. */
  private void rederive(Program.Layer layer) {
    if (gone.isEmpty()) {
      return;
    }
    facts.completePaths();
    Program.Dispatch heads = program.heads();
    for (int i = 0; i < gone.size(); i++) {
      int row = gone.getInt(i);
      forTriggers(
          heads,
          row,
          trigger -> {
            // What a rule of an earlier layer concluded may have counted as concluded by one of
            // this.
            if (trigger.rule().layer() <= layer.number() && isWanting(row)) {
              matcher.from(
                  trigger.rule(), trigger.start(), row, certain, rule -> !concludeOnly(rule, row));
            }
          });
    }
  }

  /** Whether a dead row's statement does not hold as surely as this phase could make it. */
  private boolean isWanting(int row) {
    int live = facts.find(facts.subject(row), facts.predicate(row), facts.object(row));
    return live == FactTable.NONE || (certain && !facts.isCertain(live));
  }

  private boolean concludeOnly(CompiledRule rule, int row) {
    conclude(rule);
    return !isWanting(row);
  }

  /** Tries rules again whose negation may have looked for what died. */
  private void reconsider(Program.Layer layer) {
    if (layer.negations().isEmpty()) {
      return;
    }
    for (int i = 0; i < gone.size(); i++) {
      int row = gone.getInt(i);
      forTriggers(
          layer.negations(),
          row,
          trigger -> matcher.from(trigger.rule(), trigger.start(), row, certain, this::conclude));
    }
  }

  private void tryAgain(Program.Layer layer) {
    for (CompiledRule rule : program.rules()) {
      if (rule.layer() != layer.number() || !triedAgain.test(rule.rule())) {
        continue;
      }
      if (rule.atoms() == 0) {
        matcher.whole(rule, this::conclude);
        continue;
      }
      CompiledRule.Start start = rule.starts()[0];
      Step.Join join = start.row();
      int p = join.onP() == Step.COMPARE ? join.p() : TermTable.NONE;
      IntArrayList rows = new IntArrayList();
      facts.match(TermTable.NONE, p, TermTable.NONE, rows::add);
      rows.forEach(
          row -> {
            if (!join.dataOnly() || facts.isGiven(row)) {
              matcher.from(rule, start, row, true, this::conclude);
            }
          });
    }
  }

  // Concluding.

  private void insert(Program.Layer layer) {
    Program.Dispatch bodies = layer.bodies();
    if (bodies.isEmpty()) {
      return;
    }
    Phase phase = new Phase(facts, certain, fromScratch);
    repeats =
        fromScratch && certain && !store.recordsAll() ? new Repeats(facts, program.rules()) : null;
    try {
      int row = firstNew;
      while (row < facts.size()) {
        int end = facts.size();
        if (workers.areWorthIt(end - row)) {
          row = insertByMany(phase, bodies, row, Math.min(end, row + ROWS_AT_ONCE));
        } else {
          insertByOne(phase, bodies, row, end);
          row = end;
        }
      }
    } finally {
      repeats = null;
    }
  }

  private void insertByOne(Phase phase, Program.Dispatch bodies, int from, int to) {
    Matcher.Found concluding = this::conclude;
    Phase.Starter starter = (trigger, row) -> phase.start(trigger, row, matcher, concluding);
    for (int row = from; row < to; row++) {
      phase.startsOf(bodies, row, starter);
    }
  }

  /**
   * Starts rows on several threads and then concludes what they found on one, in the order of the
   * rows. What a row starts looks at no younger row, so it makes no difference that those which the
   * rows before it conclude are not there yet: all comes out as from one thread.
   *
   * @return the first row that is still to be started
   */
  private int insertByMany(Phase phase, Program.Dispatch bodies, int from, int to) {
    int share = (to - from) / (8 * workers.threads());
    int rows = Math.max(1, Math.min(ROWS_OF_A_TASK, share));
    int tasks = (to - from + rows - 1) / rows;
    @Nullable Candidates[] found = new @Nullable Candidates[tasks];
    AtomicBoolean halted = new AtomicBoolean();
    AtomicInteger ints = new AtomicInteger();
    Repeats known = repeats;
    Queue<Finder> idle = new ConcurrentLinkedQueue<>();
    workers.run(
        tasks,
        task -> {
          if (ints.get() > INTS_AT_ONCE || halted.get()) {
            return;
          }
          Finder waiting = idle.poll();
          Finder finder =
              waiting == null
                  ? new Finder(store, phase, known, () -> isHalted(halted), INTS_AT_ONCE)
                  : waiting;
          int start = from + task * rows;
          Candidates candidates = finder.find(bodies, start, Math.min(to, start + rows));
          if (!finder.stopped()) {
            found[task] = candidates;
            ints.addAndGet(candidates.size());
            idle.add(finder);
          }
        });
    if (halted.get()) {
      watch.check();
    }
    if (known != null) {
      idle.forEach(finder -> finder.tell(known));
    }
    int done = 0;
    facts.postponePaths();
    try {
      Candidates.Receiver receiver = new Merging(phase);
      for (Candidates next = found[0]; next != null; next = done < tasks ? found[done] : null) {
        next.forEach(program, receiver);
        store.countFurther(next.met());
        done++;
      }
    } finally {
      facts.catchUp(workers);
    }
    if (done == 0) {
      // The very first rows conclude more than is kept at once.
      int end = Math.min(to, from + rows);
      insertByOne(phase, bodies, from, end);
      return end;
    }
    return Math.min(to, from + done * rows);
  }

  private boolean isHalted(AtomicBoolean halted) {
    if (watch.isOver()) {
      halted.set(true);
    }
    return halted.get();
  }

  /** Concludes what several threads found. */
  private final class Merging implements Candidates.Receiver {

    private final Phase phase;

    Merging(Phase phase) {
      this.phase = phase;
    }

    @Override
    public void conclude(CompiledRule rule, int s, int p, int o, int[] premises) {
      watch.begin(rule);
      Repeats known = repeats;
      if (!concludes(rule, s, p, o, premises)) {
        recordFurther(rule, facts.find(s, p, o), premises);
      } else if (known != null) {
        known.isNew(rule, s, p, o);
      }
    }

    @Override
    public void start(Program.Trigger trigger, int row) {
      phase.start(trigger, row, matcher, Closure.this::conclude);
    }
  }

  private void forTriggers(
      Program.Dispatch dispatch, int row, java.util.function.Consumer<Program.Trigger> consumer) {
    int p = facts.predicate(row);
    dispatch.ofPredicate(p).forEach(consumer);
    dispatch.ofObject(p, facts.object(row)).forEach(consumer);
    dispatch.ofAny().forEach(consumer);
  }

  /** Concludes what the solution in the matcher's slots says; always goes on. */
  private boolean conclude(CompiledRule rule) {
    if (certain && !rule.isCertain()) {
      return true;
    }
    watch.begin(rule);
    if (rule.hasNegation() && matcher.isBlocked(rule, !certain)) {
      return true;
    }
    int[] premises = matcher.premises();
    for (CompiledRule.Template template : rule.head()) {
      int s = operand(rule, template.s(), template.nodes().getSubject());
      int p = operand(rule, template.p(), template.nodes().getPredicate());
      int o = operand(rule, template.o(), template.nodes().getObject());
      // RDF has no literals as subjects, and only IRIs as predicates: such is not concluded.
      boolean isStatement = !template.checked() || (terms.isResource(s) && terms.isIri(p));
      if (!isStatement) {
        continue;
      }
      Repeats known = repeats;
      if (known != null && known.knows(rule, s, p, o)) {
        store.countFurther(1);
        continue;
      }
      boolean isNew = concludes(rule, s, p, o, premises);
      if (known != null) {
        if (isNew) {
          known.isNew(rule, s, p, o);
        } else {
          known.again(rule, 1);
        }
      }
      if (!isNew
          && (certain || !matcher.isMetBefore(rule, new Phase(facts, certain, fromScratch)))) {
        recordFurther(rule, facts.find(s, p, o), premises);
      }
    }
    return true;
  }

  /** Concludes a statement, unless it held before as surely as it does now. */
  private boolean concludes(CompiledRule rule, int s, int p, int o, int[] premises) {
    int row = facts.find(s, p, o);
    if (row == FactTable.NONE) {
      watch.limitFacts();
      watch.limitDerivations();
      row = facts.append(s, p, o, certain ? FactTable.CERTAIN : 0);
      store.recordFirst(row, rule, premises);
      return true;
    }
    if (certain && !facts.isCertain(row)) {
      int successor = supports.replace(row, (byte) (facts.flags(row) | FactTable.CERTAIN));
      store.recordFirst(successor, rule, premises);
      return true;
    }
    return false;
  }

  private void recordFurther(CompiledRule rule, int row, int[] premises) {
    if (store.recordsAll()) {
      watch.limitDerivations();
      store.recordFurther(row, rule, premises);
    } else {
      store.countFurther(1);
    }
  }

  private int operand(CompiledRule rule, int operand, org.apache.jena.graph.Node node) {
    if (operand >= 0) {
      return operand;
    }
    return operand == CompiledRule.BUILT
        ? terms.number(rule.build(node, matcher.slots(), terms))
        : matcher.slots()[~operand];
  }
}
