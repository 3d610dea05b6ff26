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
import org.kie.api.runtime.KieSession;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;

/**
 * Decision rules in DRL, compiled and ready to fire.
 *
 * <p>Safe for use by several threads: each call of {@link #fire} has a session of its own.
 */
public final class DrlRules implements AutoCloseable {

  /** Matches that any set of rules may fire before it is taken to be endless. */
  private static final int FIRINGS = 200_000;

  /** Matches more for each fact. */
  private static final int FIRINGS_PER_FACT = 50;

  private final Map<String, DrlRule> rules;
  private final Prefixes prefixes;

  /** Predicates that some pattern can match; empty if a pattern leaves the predicate open. */
  private final Optional<Set<Node>> predicates;

  private final Optional<KieBase> base;
  private volatile boolean closed;

  private DrlRules(
      Map<String, DrlRule> rules,
      Prefixes prefixes,
      List<StatementPattern> patterns,
      Optional<KieBase> base) {
    this.rules = rules;
    this.prefixes = prefixes;
    this.predicates = predicates(patterns);
    this.base = base;
  }

  /**
   * Compiles DRL files.
   *
   * @param files read as UTF-8; their rules feed each other
   * @param prefixes without the colon, to the namespaces that prefixed names in the files stand
   *     for; {@code rdf}, {@code rdfs}, {@code xsd}, {@code owl} and {@code rat} are known anyway
   * @throws InvalidInputException with every error of every file
   */
  public static DrlRules compile(List<Path> files, Map<String, String> prefixes) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    Prefixes written = new Prefixes(prefixes);
    DrlReader reader = new DrlReader(written, diagnostics);
    List<DrlFile> readable = new ArrayList<>();
    boolean parsed = true;
    for (Path path : files) {
      Optional<DrlFile> file = DrlFile.read(path, diagnostics);
      if (file.isPresent()) {
        parsed &= reader.read(file.get());
        readable.add(file.get());
      }
    }
    Optional<KieBase> base = Optional.empty();
    if (parsed && !readable.isEmpty()) {
      CompiledModel model = new ModelCompiler(readable, diagnostics).compile();
      if (diagnostics.isEmpty()) {
        try {
          base = Optional.of(model.load());
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("Drools made a model that cannot be loaded.", e);
        }
      }
    }
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    return new DrlRules(new LinkedHashMap<>(reader.rules()), written, reader.patterns(), base);
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
    List<Triple> relevant =
        facts.stream()
            .filter(fact -> predicates.isEmpty() || predicates.get().contains(fact.getPredicate()))
            .toList();
    long limit = FIRINGS + (long) FIRINGS_PER_FACT * relevant.size();
    KieSession session = base.get().newKieSession();
    try {
      return new Firing(
              rules, session, new Terms(prefixes), (int) Math.min(limit, Integer.MAX_VALUE))
          .run(relevant);
    } finally {
      session.dispose();
    }
  }

  /** Ends the use of these rules; calls of {@link #fire} that are under way are finished. */
  @Override
  public void close() {
    closed = true;
  }
}
