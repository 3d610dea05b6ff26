package org.rationale.rules.drl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.drools.core.common.InternalFactHandle;
import org.drools.core.rule.consequence.InternalMatch;
import org.drools.model.Drools;
import org.jspecify.annotations.Nullable;
import org.kie.api.event.rule.ObjectDeletedEvent;
import org.kie.api.event.rule.ObjectInsertedEvent;
import org.kie.api.event.rule.ObjectUpdatedEvent;
import org.kie.api.event.rule.RuleRuntimeEventListener;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.ConsequenceException;
import org.kie.api.runtime.rule.FactHandle;
import org.kie.api.runtime.rule.Match;
import org.kie.api.runtime.rule.RuleContext;
import org.kie.internal.event.rule.RuleEventListener;
import org.rationale.kg.InvalidInputException;

/**
 * All rules over one set of facts, which may change between one firing and the next; used by one
 * thread at a time.
 *
 * <p>Truth maintenance is done here, not by Drools: whenever the agenda is empty, the conclusions
 * that do not follow from the given facts through matches that are still alive are taken back, and
 * the rules run on, until nothing changes. That also takes back conclusions that only support each
 * other, which counting justifications would keep for ever.
 */
final class Firing implements RuleRuntimeEventListener, RuleEventListener {

  /** A match that is alive, and what it concluded when it last fired. */
  private static final class Live {
    final DrlRule rule;
    final Map<String, Node> bindings;
    final Set<Triple> conclusions = new LinkedHashSet<>();
    private List<Triple> premises = List.of();
    private List<DrlMatch> matches = List.of();

    Live(DrlRule rule, Map<String, Node> bindings) {
      this.rule = rule;
      this.bindings = bindings;
    }

    /** One for each conclusion; made anew only if it changed. */
    List<DrlMatch> matches(List<Triple> now) {
      if (matches.size() != conclusions.size() || !premises.equals(now)) {
        premises = now;
        matches = new ArrayList<>(conclusions.size());
        for (Triple conclusion : conclusions) {
          matches.add(new DrlMatch(rule, bindings, premises, conclusion));
        }
      }
      return matches;
    }

    /** Without an accumulation, what a match rests on is what it rested on before. */
    boolean isSettled() {
      return !rule.nonmonotone() && !matches.isEmpty() && matches.size() == conclusions.size();
    }
  }

  private record Grounded(DrlMatch match, Set<Triple> needs) {}

  private static final Comparator<Statement> STATEMENT_ORDER =
      Comparator.comparing(Statement::subject)
          .thenComparing(Statement::predicate)
          .thenComparing(statement -> statement.object().toString());

  private final Map<String, DrlRule> rules;
  private final KieSession session;
  private final boolean ordered;
  private final Terms sharedTerms;
  private Terms terms;
  private long limit;

  /** By identity, because different triples may be equal statements: 5 and 5.0. */
  private final IdentityHashMap<Statement, Triple> triples = new IdentityHashMap<>();

  /** Given facts; those that DRL does not see have no handle. */
  private final Map<Triple, Optional<FactHandle>> given = new HashMap<>();

  private final Map<Triple, FactHandle> concluded = new HashMap<>();

  /** By identity: Drools' matches compare by content, which changes while they live. */
  private final IdentityHashMap<Match, Live> alive = new IdentityHashMap<>();

  private final TypedFacts typed = new TypedFacts();
  private final Map<String, Integer> firings = new HashMap<>();
  private int fired;
  private @Nullable DrlRule current;
  private boolean ownChange;

  /**
   * A firing in a fresh session.
   *
   * @param rules by their names in the DRL
   * @param ordered whether conclusions might depend on the order in which facts are inserted
   */
  Firing(Map<String, DrlRule> rules, KieSession session, Terms terms, boolean ordered) {
    this.rules = rules;
    this.ordered = ordered;
    this.session = session;
    this.sharedTerms = terms;
    this.terms = terms;
    session.addEventListener((RuleRuntimeEventListener) this);
    ((org.kie.internal.event.rule.RuleEventManager) session)
        .addEventListener((RuleEventListener) this);
    declareConclusions();
  }

  /** Fires the rules to the end; the matches are in no order. */
  List<DrlMatch> change(Collection<Triple> added, Collection<Triple> removed) {
    fired = 0;
    firings.clear();
    remove(removed);
    insert(added);
    limit = DrlRules.FIRINGS + (long) DrlRules.FIRINGS_PER_FACT * given.size();
    while (true) {
      fireAll();
      List<DrlMatch> founded = founded();
      if (!takeBackAllBut(founded)) {
        return founded;
      }
    }
  }

  /** Keeps the terms met so far, and forgets those met from now on when it is called again. */
  void forgetTerms() {
    terms = new Terms(sharedTerms);
  }

  boolean isGiven(Triple triple) {
    return given.containsKey(triple);
  }

  void dispose() {
    session.dispose();
  }

  private void remove(Collection<Triple> removed) {
    if (removed.isEmpty()) {
      return;
    }
    Set<Triple> supported = new HashSet<>();
    alive.values().forEach(live -> supported.addAll(live.conclusions));
    for (Triple triple : removed) {
      Optional<FactHandle> handle = given.remove(triple);
      if (handle == null || handle.isEmpty()) {
        continue;
      }
      if (supported.contains(triple)) {
        // Whether it still follows from what is given, the search for founded matches will tell.
        concluded.put(triple, handle.get());
      } else {
        delete(handle.get());
      }
    }
  }

  /** A session knows only the globals that some package declares. */
  private void declareConclusions() {
    boolean declared =
        session.getKieBase().getKiePackages().stream()
            .flatMap(rulePackage -> rulePackage.getGlobalVariables().stream())
            .anyMatch(global -> global.getName().equals("conclusions"));
    if (declared) {
      session.setGlobal("conclusions", new Conclusions(this));
    }
  }

  private void insert(Collection<Triple> facts) {
    List<Statement> statements = new ArrayList<>();
    for (Triple triple : facts) {
      if (!given.containsKey(triple)) {
        FactHandle known = concluded.remove(triple);
        given.put(triple, Optional.ofNullable(known));
        if (known == null) {
          statement(triple).ifPresent(statements::add);
        }
      }
    }
    if (ordered) {
      // Drools fires in the order of insertion, and its sums of doubles depend on that order.
      statements.sort(STATEMENT_ORDER);
    }
    for (Statement statement : statements) {
      given.put(triple(statement), Optional.of(insert(statement)));
    }
  }

  private Triple triple(Statement statement) {
    Triple triple = triples.get(statement);
    if (triple == null) {
      throw new IllegalStateException("The statement (%s) is not known.".formatted(statement));
    }
    return triple;
  }

  private void delete(FactHandle handle) {
    ownChange = true;
    try {
      if (((InternalFactHandle) handle).getObject() instanceof Statement statement) {
        triples.remove(statement);
      }
      session.delete(handle);
    } finally {
      ownChange = false;
    }
  }

  private Optional<Statement> statement(Triple triple) {
    Optional<Object> subject = terms.value(triple.getSubject());
    Optional<Object> predicate = terms.value(triple.getPredicate());
    Optional<Object> object = terms.value(triple.getObject());
    if (subject.isPresent()
        && subject.get() instanceof String s
        && predicate.isPresent()
        && predicate.get() instanceof String p
        && object.isPresent()) {
      Statement statement = new Statement(s, p, object.get());
      triples.put(statement, triple);
      return Optional.of(statement);
    }
    return Optional.empty();
  }

  private FactHandle insert(Object fact) {
    ownChange = true;
    try {
      return session.insert(fact);
    } finally {
      ownChange = false;
    }
  }

  private void fireAll() {
    try {
      session.fireAllRules();
    } catch (ConsequenceException e) {
      throw failure(e);
    } catch (InvalidInputException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new InvalidInputException(
          "drl-condition-failed",
          "DRL rules",
          "a condition could not be evaluated: " + firstLine(e) + cause(e),
          "Guard the expression, so that it holds for every fact that the pattern can match.");
    }
  }

  private InvalidInputException failure(ConsequenceException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof InvalidInputException invalid) {
      return invalid;
    }
    DrlRule rule = rule(e.getRule().getName());
    return new InvalidInputException(
        "drl-consequence-failed",
        rule.place(),
        "the consequence of rule [%s] failed: %s".formatted(rule.id(), describe(cause)),
        "Mend the Java code after 'then', or demand in the condition what it relies on.");
  }

  private static String cause(RuntimeException e) {
    return e.getCause() == null ? "" : " (" + describe(e.getCause()) + ")";
  }

  private static String describe(Throwable thrown) {
    String message = firstLine(thrown);
    String type = thrown.getClass().getSimpleName();
    return message.isEmpty() ? type : type + ": " + message;
  }

  private static String firstLine(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? "" : message.lines().findFirst().orElse("");
  }

  private DrlRule rule(String name) {
    DrlRule rule = rules.get(name);
    if (rule == null) {
      throw new IllegalStateException("Drools fired the unknown rule (%s).".formatted(name));
    }
    return rule;
  }

  void conclude(
      Drools drools,
      @Nullable String subject,
      @Nullable String predicate,
      @Nullable Object object) {
    InternalMatch match = (InternalMatch) ((RuleContext) drools).getMatch();
    DrlRule rule = rule(match.getRule().getName());
    Node s = resource(rule, "subject", subject);
    Node p = resource(rule, "predicate", predicate);
    Node o =
        object instanceof String written ? resource(rule, "object", written) : value(rule, object);
    if (p.isBlank()) {
      throw noTerm(rule, "predicate", p, "A predicate is an IRI.");
    }
    Triple triple = Triple.create(s, p, o);
    live(match, rule).conclusions.add(triple);
    if (!given.containsKey(triple) && !concluded.containsKey(triple)) {
      statement(triple).ifPresent(statement -> concluded.put(triple, insert(statement)));
    }
  }

  void insert(Drools drools, @Nullable Object object) {
    InternalMatch match = (InternalMatch) ((RuleContext) drools).getMatch();
    DrlRule rule = rule(match.getRule().getName());
    if (object == null || object instanceof Statement) {
      throw new InvalidInputException(
          "drl-object",
          rule.place(),
          "rule [%s] inserts [%s] as an object".formatted(rule.id(), object),
          "Conclude statements with conclusions.conclude(drools, subject, predicate, object).");
    }
    Triple statement = TypedFacts.statement(object).orElseThrow(() -> unreadable(rule, object));
    live(match, rule).conclusions.add(statement);
    if (!typed.contains(statement)) {
      typed.add(statement, object, insert(object));
    }
  }

  private static InvalidInputException unreadable(DrlRule rule, Object object) {
    return new InvalidInputException(
        "drl-object",
        rule.place(),
        "rule [%s] inserts an object of %s, whose contents no proof could tell"
            .formatted(rule.id(), object.getClass()),
        "Insert a record, or a type that the DRL declares, of plain values.");
  }

  private Live live(InternalMatch match, DrlRule rule) {
    return alive.computeIfAbsent(match, m -> new Live(rule, bindings(match)));
  }

  private Node resource(DrlRule rule, String role, @Nullable String written) {
    return Optional.ofNullable(written)
        .flatMap(terms::resource)
        .orElseThrow(
            () ->
                noTerm(
                    rule,
                    role,
                    written,
                    "Declare the prefix in the pack; known are "
                        + String.join(", ", terms.knownPrefixes())
                        + ". A text is written Literal.of(\"...\")."));
  }

  private Node value(DrlRule rule, @Nullable Object value) {
    return Optional.ofNullable(value)
        .flatMap(terms::node)
        .orElseThrow(
            () ->
                noTerm(
                    rule,
                    "object",
                    value,
                    "Give a prefixed name, a number, a boolean or a Literal with a declared"
                        + " datatype."));
  }

  private static InvalidInputException noTerm(
      DrlRule rule, String role, @Nullable Object value, String hint) {
    return new InvalidInputException(
        "drl-bad-conclusion",
        rule.place(),
        "rule [%s] concludes the %s [%s], which is no RDF term".formatted(rule.id(), role, value),
        hint);
  }

  private Map<String, Node> bindings(InternalMatch match) {
    Map<String, Node> bindings = new TreeMap<>();
    for (String name : match.getTerminalNode().getSubRule().getOuterDeclarations().keySet()) {
      Object value = match.getDeclarationValue(name);
      if (value != null) {
        terms
            .node(value)
            .ifPresent(node -> bindings.put(name.startsWith("$") ? name.substring(1) : name, node));
      }
    }
    return bindings;
  }

  /** The live matches that follow from the given facts, one for each conclusion. */
  private List<DrlMatch> founded() {
    List<DrlMatch> founded = new ArrayList<>();
    List<Grounded> open = new ArrayList<>();
    alive.forEach(
        (match, live) -> {
          List<Triple> premises =
              live.isSettled() ? live.premises : premises((InternalMatch) match);
          List<DrlMatch> matches = live.matches(premises);
          Set<Triple> needs = needs(premises);
          if (needs.isEmpty()) {
            founded.addAll(matches);
          } else {
            matches.forEach(one -> open.add(new Grounded(one, needs)));
          }
        });
    if (!open.isEmpty()) {
      close(founded, open);
    }
    return founded;
  }

  private Set<Triple> needs(List<Triple> premises) {
    Set<Triple> needs = Set.of();
    for (Triple premise : premises) {
      if (!given.containsKey(premise)) {
        if (needs.isEmpty()) {
          needs = new HashSet<>();
        }
        needs.add(premise);
      }
    }
    return needs;
  }

  private static void close(List<DrlMatch> founded, List<Grounded> open) {
    Map<Triple, List<Integer>> waiting = new HashMap<>();
    int[] missing = new int[open.size()];
    for (int i = 0; i < open.size(); i++) {
      missing[i] = open.get(i).needs().size();
      for (Triple need : open.get(i).needs()) {
        waiting.computeIfAbsent(need, t -> new ArrayList<>()).add(i);
      }
    }
    // The list grows while it is walked: what is founded founds others.
    for (int next = 0; next < founded.size(); next++) {
      List<Integer> waiters = waiting.remove(founded.get(next).conclusion());
      if (waiters != null) {
        for (int waiter : waiters) {
          if (--missing[waiter] == 0) {
            founded.add(open.get(waiter).match());
          }
        }
      }
    }
  }

  private List<Triple> premises(InternalMatch match) {
    List<Triple> premises = new ArrayList<>();
    for (List<Object> group : Premises.of(match, this::isFact)) {
      if (group.size() > 1) {
        group.sort(this::compare);
      }
      for (Object fact : group) {
        Triple triple =
            fact instanceof Statement statement ? triple(statement) : typed.statementOf(fact);
        if (triple != null && !premises.contains(triple)) {
          premises.add(triple);
        }
      }
    }
    return premises;
  }

  private boolean isFact(Object object) {
    return object instanceof Statement || typed.statementOf(object) != null;
  }

  /** Statements first, then objects by what they are. */
  private int compare(Object left, Object right) {
    if (left instanceof Statement one && right instanceof Statement other) {
      return STATEMENT_ORDER.compare(one, other);
    }
    if (left instanceof Statement || right instanceof Statement) {
      return left instanceof Statement ? -1 : 1;
    }
    return String.valueOf(typed.statementOf(left))
        .compareTo(String.valueOf(typed.statementOf(right)));
  }

  /** Whether there was anything to take back. */
  private boolean takeBackAllBut(List<DrlMatch> founded) {
    if (concluded.isEmpty() && typed.isEmpty()) {
      return false;
    }
    Set<Triple> kept = new HashSet<>();
    founded.forEach(match -> kept.add(match.conclusion()));
    List<FactHandle> unfounded = new ArrayList<>();
    concluded
        .entrySet()
        .removeIf(
            entry -> {
              boolean remove = !kept.contains(entry.getKey());
              if (remove) {
                unfounded.add(entry.getValue());
              }
              return remove;
            });
    unfounded.addAll(typed.removeAllBut(kept::contains));
    unfounded.forEach(this::delete);
    return !unfounded.isEmpty();
  }

  @Override
  public void onBeforeMatchFire(Match match) {
    alive.remove(match);
    String name = match.getRule().getName();
    current = rule(name);
    firings.merge(name, 1, Integer::sum);
    if (++fired > limit) {
      throw endless();
    }
  }

  private InvalidInputException endless() {
    String name =
        firings.entrySet().stream()
            .max(
                Map.Entry.<String, Integer>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey()))
            .orElseThrow()
            .getKey();
    DrlRule rule = rule(name);
    return new InvalidInputException(
        "drl-endless",
        rule.place(),
        "the rules do not come to an end: after %d matches they are still firing, most often rule [%s], %d times"
            .formatted(limit, rule.id(), firings.get(name)),
        "A rule that concludes new terms or numbers from its own conclusions needs a condition that"
            + " ends it; rules must not contradict themselves through 'not' or an accumulation.");
  }

  @Override
  public void onDeleteMatch(Match match) {
    alive.remove(match);
  }

  @Override
  public void objectInserted(ObjectInsertedEvent event) {
    forbidForeignChange("inserts");
  }

  @Override
  public void objectUpdated(ObjectUpdatedEvent event) {
    forbidForeignChange("modifies");
  }

  @Override
  public void objectDeleted(ObjectDeletedEvent event) {
    forbidForeignChange("deletes");
  }

  private void forbidForeignChange(String deed) {
    if (!ownChange) {
      throw new InvalidInputException(
          "drl-side-effect",
          current == null ? "DRL rules" : current.place(),
          "the consequence of rule [%s] %s a fact itself, so that no proof could name it"
              .formatted(current == null ? "" : current.id(), deed),
          "Conclude statements with conclusions.conclude(drools, subject, predicate, object), and hand"
              + " objects on with insertLogical(object).");
    }
  }
}
