package org.rationale.rules.drl;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.kie.api.KieBase;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;

/**
 * Decision rules in DRL, compiled and ready to fire.
 *
 * <p>Safe for use by several threads: each call of {@link #fire} has a session of its own.
 */
public final class DrlRules implements AutoCloseable {

  /** Matches that any set of rules may fire before it is taken to be endless. */
  static final int FIRINGS = 20_000;

  /** Matches more for each fact. */
  static final int FIRINGS_PER_FACT = 500;

  private final Map<String, DrlRule> rules;
  private final Prefixes prefixes;

  /** Predicates that some pattern can match; empty if a pattern leaves the predicate open. */
  private final Optional<Set<Node>> predicates;

  private final boolean independentOfPast;
  private final Optional<KieBase> base;
  private volatile boolean closed;

  private DrlRules(CompiledRules compiled, Prefixes prefixes, Optional<KieBase> base) {
    rules = new LinkedHashMap<>();
    compiled.rules().forEach(named -> rules.put(named.name(), named.rule()));
    this.prefixes = prefixes;
    this.predicates = predicates(compiled.patterns());
    this.independentOfPast = compiled.independentOfPast();
    this.base = base;
  }

  /**
   * Compiles DRL files and decision tables.
   *
   * @param files read as UTF-8, or decision tables by their endings {@code .xlsx}, {@code .xls} and
   *     {@code .csv}, with a rule for each row; all their rules feed each other
   * @param prefixes without the colon, to the namespaces that prefixed names in the files stand
   *     for; {@code rdf}, {@code rdfs}, {@code xsd}, {@code owl} and {@code rat} are known anyway
   *     <p>The first time takes Drools seconds, so compiled rules are kept in the folder that the
   *     system property {@code rationale.cache} names, by default {@code
   *     ${XDG_CACHE_HOME:-~/.cache}/rationale}, readable for the user only. Nothing else changes
   *     when that folder is missing, damaged or not writable.
   * @throws InvalidInputException with every error of every file
   */
  public static DrlRules compile(List<Path> files, Map<String, String> prefixes) {
    return compile(files, prefixes, RuleCache.ofUser(System.getProperties(), System.getenv()));
  }

  static DrlRules compile(List<Path> paths, Map<String, String> declared, RuleCache cache) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    List<DrlFile> files = new ArrayList<>();
    for (Path path : paths) {
      files.addAll(DrlFile.read(path, diagnostics));
    }
    Prefixes prefixes = new Prefixes(declared);
    if (!diagnostics.isEmpty()) {
      throw alsoWrong(files, prefixes, diagnostics);
    }
    if (files.isEmpty()) {
      return new DrlRules(
          new CompiledRules(List.of(), List.of(), true, new CompiledModel(List.of(), Map.of())),
          prefixes,
          Optional.empty());
    }
    String key = cache.key(files, prefixes);
    Optional<CompiledRules> cached = cache.get(key);
    if (cached.isPresent()) {
      try {
        return new DrlRules(cached.get(), prefixes, Optional.of(cached.get().model().load()));
      } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
        // The entry is whole, yet does not fit these libraries. Compiling replaces it.
      }
    }
    CompiledRules rules = CompiledRules.compile(files, prefixes);
    cache.put(key, rules);
    try {
      return new DrlRules(rules, prefixes, Optional.of(rules.model().load()));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Drools made a model that cannot be loaded.", e);
    }
  }

  /** What could not be read, and what is wrong with what could. */
  private static InvalidInputException alsoWrong(
      List<DrlFile> files, Prefixes prefixes, List<Diagnostic> unreadable) {
    List<Diagnostic> all = new ArrayList<>(unreadable);
    new DrlReader(prefixes, all).read(files);
    return new InvalidInputException(all);
  }

  private static Optional<Set<Node>> predicates(List<StatementPattern> patterns) {
    Set<Node> predicates = new HashSet<>();
    for (StatementPattern pattern : patterns) {
      if (pattern.predicate().isEmpty()) {
        return Optional.empty();
      }
      predicates.add(pattern.predicate().get());
    }
    return Optional.of(predicates);
  }

  /** In the order of the files and of the rules in them. */
  public List<DrlRule> rules() {
    return List.copyOf(rules.values());
  }

  /**
   * Fires all rules over these facts until nothing is new. Rules see each other's conclusions.
   *
   * @param facts what holds; order and repetition do not matter
   * @return each match that made a conclusion and still holds at the end, sorted by rule,
   *     conclusion and premises. The premises are given facts or conclusions of other matches in
   *     the list, and every conclusion has a proof from given facts alone
   * @throws InvalidInputException if a consequence fails, concludes something that is no RDF
   *     statement, or the rules do not come to an end; names the rule
   */
  public List<DrlMatch> fire(Collection<Triple> facts) {
    if (closed) {
      throw new IllegalStateException("These DRL rules were closed.");
    }
    if (base.isEmpty()) {
      return List.of();
    }
    List<Triple> relevant = facts.stream().filter(this::sees).toList();
    Firing firing = firing();
    try {
      return firing.change(relevant, List.of()).stream()
          .sorted(MatchOrder.INSTANCE)
          .distinct()
          .toList();
    } finally {
      firing.dispose();
    }
  }

  /**
   * Sessions over facts that they share, each of which can follow as further facts come and go.
   *
   * @param shared what holds in every session until it says otherwise
   */
  public DrlSessions over(Collection<Triple> shared) {
    return new DrlSessions(this, shared);
  }

  /** Whether any rule could match a fact; others need not be given. */
  public boolean sees(Triple fact) {
    return sees(fact.getPredicate());
  }

  /** Whether any rule could match a fact with this predicate. */
  public boolean sees(Node predicate) {
    return predicates.isEmpty() || predicates.get().contains(predicate);
  }

  /**
   * Whether conclusions depend on the facts that hold and on nothing else, as far as that can be
   * read from the rules.
   */
  boolean isIncremental() {
    return independentOfPast && base.isPresent();
  }

  /** With a fresh session. */
  Firing firing() {
    return new Firing(
        rules, base.orElseThrow().newKieSession(), new Terms(prefixes), !independentOfPast);
  }

  /** Ends the use of these rules; calls of {@link #fire} that are under way are finished. */
  @Override
  public void close() {
    closed = true;
  }
}
