package org.rationale.reasoner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.graph.compose.DisjointUnion;
import org.apache.jena.riot.out.NodeFmtLib;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.RDF;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.FactReader;
import org.rationale.kg.FactSet;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.Origin;
import org.rationale.kg.Percept;
import org.rationale.kg.Probability;
import org.rationale.kg.Progress;
import org.rationale.kg.Rat;
import org.rationale.kg.RdfDocuments;
import org.rationale.kg.Shapes;
import org.rationale.kg.Violation;
import org.rationale.kg.Withheld;
import org.rationale.perception.Attribution;
import org.rationale.perception.ExecutionSettings;
import org.rationale.perception.InputDeclaration;
import org.rationale.perception.Opening;
import org.rationale.perception.Perception;
import org.rationale.perception.Perceptor;
import org.rationale.perception.PerceptorInput;
import org.rationale.perception.Perceptors;
import org.rationale.perception.Supply;
import org.rationale.rules.BodyElement;
import org.rationale.rules.Rule;
import org.rationale.rules.RuleSet;
import org.rationale.rules.drl.DrlRule;
import org.rationale.rules.drl.DrlRules;
import org.rationale.rules.srl.SrlReader;

/**
 * Decides cases under one pack.
 *
 * <pre>{@code
 * try (Reasoner reasoner = Reasoner.open(BundledPacks.folder("respiratory"))) {
 *   Decision decision = reasoner.decide(CaseReader.read(Path.of("case.json")));
 *   decision.outcomes().forEach(outcome -> System.out.println(outcome.result()));
 * }
 * }</pre>
 *
 * <p>The pack's knowledge is closed once, when it is opened; a case is an overlay over it. Safe for
 * use by many threads at once; the same pack and case give the same decision.
 */
public final class Reasoner implements AutoCloseable {

  private final Pack pack;
  private final Background background;
  private final JointFixpoint fixpoint;
  private final Optional<DrlRules> drl;
  private final List<Perceptor> perceptors;
  private final StandIns standIns;
  private final List<InputDeclaration> inputs;
  private final Optional<Shapes> perceptShapes;
  private final Graph knowledge;
  private final Map<String, String> prefixes;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Reasoner(
      Pack pack,
      FactSet facts,
      RuleSet rules,
      Optional<DrlRules> drl,
      List<Perceptor> perceptors,
      Optional<Shapes> perceptShapes) {
    this.pack = pack;
    this.background = new Background(rules, Inference.base(facts, rules));
    this.drl = drl;
    this.fixpoint = new JointFixpoint(background, drl);
    this.perceptors = perceptors;
    this.standIns = new StandIns(perceptors);
    this.inputs = Perceptors.inputs(pack.perceptors());
    this.perceptShapes = perceptShapes;
    this.knowledge = graph(facts);
    Map<String, String> all = new LinkedHashMap<>(pack.prefixes());
    facts.prefixes().forEach(all::putIfAbsent);
    rules.prefixes().forEach(all::putIfAbsent);
    this.prefixes = all;
  }

  /**
   * Begins to load, on a thread of its own, what every reasoner needs of large libraries. Nobody
   * has to call it: it saves time where something else is to be done before a pack is opened.
   *
   * @return the thread, to be waited for before the process is ended: a native library that is
   *     being loaded does not bear that
   */
  public static Thread prepare() {
    return Thread.ofPlatform()
        .daemon()
        .name("rationale-prepare")
        // What fails here fails again where it is needed, and is told there.
        .uncaughtExceptionHandler((thread, failure) -> {})
        .start(
            () -> {
              JenaLoading.await();
              Perceptors.prepare();
            });
  }

  /**
   * Opens a pack: reads its knowledge and rules, loads its models, closes its knowledge.
   *
   * @param folder with a {@code pack.yaml}
   * @throws InvalidInputException with everything that is wrong in the pack's files
   */
  public static Reasoner open(Path folder) {
    return open(folder, Progress.NONE);
  }

  /**
   * As {@link #open(Path)}.
   *
   * @param progress is told of what takes long when it is done for the first time
   */
  public static Reasoner open(Path folder, Progress progress) {
    return open(folder, progress, ExecutionSettings.standard());
  }

  /**
   * As {@link #open(Path, Progress)}.
   *
   * @param execution how the pack's models are run on this machine
   */
  public static Reasoner open(Path folder, Progress progress, ExecutionSettings execution) {
    JenaLoading.await();
    Pack pack = PackReader.read(folder);
    RdfDocuments documents = new RdfDocuments(folder);
    // Three costly things that do not need each other.
    CompletableFuture<List<Perceptor>> perceptors =
        CompletableFuture.supplyAsync(
            () ->
                Perceptors.open(
                    pack.perceptors(),
                    new Opening(documents, progress, execution),
                    pack.prefixes(),
                    folder.resolve("pack.yaml") + ": perceptors"));
    CompletableFuture<Optional<DrlRules>> drl =
        CompletableFuture.supplyAsync(
            () ->
                pack.drl().isEmpty()
                    ? Optional.empty()
                    : Optional.of(DrlRules.compile(pack.paths(pack.drl()), pack.prefixes())));
    List<Diagnostic> diagnostics = new ArrayList<>();
    Optional<FactSet> facts =
        attempt(() -> FactReader.read(documents, pack.knowledge()), diagnostics);
    Optional<RuleSet> rules = attempt(() -> rules(pack), diagnostics);
    Optional<Optional<Shapes>> perceptShapes =
        attempt(() -> shapes(pack, pack.perceptShapes()), diagnostics);
    facts.ifPresent(
        read -> attempt(() -> validate(pack, read), diagnostics).ifPresent(diagnostics::addAll));
    Optional<List<Perceptor>> openPerceptors = attempt(() -> joined(perceptors), diagnostics);
    Optional<Optional<DrlRules>> openDrl = attempt(() -> joined(drl), diagnostics);
    if (diagnostics.isEmpty()) {
      Optional<Reasoner> reasoner =
          attempt(
              () ->
                  new Reasoner(
                      pack,
                      facts.orElseThrow(),
                      rules.orElseThrow(),
                      openDrl.orElseThrow(),
                      openPerceptors.orElseThrow(),
                      perceptShapes.orElseThrow()),
              diagnostics);
      if (reasoner.isPresent()) {
        return reasoner.get();
      }
    }
    openPerceptors.ifPresent(open -> open.forEach(Perceptor::close));
    openDrl.ifPresent(open -> open.ifPresent(DrlRules::close));
    throw new InvalidInputException(diagnostics);
  }

  private static <T> Optional<T> attempt(Supplier<T> step, List<Diagnostic> diagnostics) {
    try {
      return Optional.of(step.get());
    } catch (InvalidInputException invalid) {
      diagnostics.addAll(invalid.diagnostics());
      return Optional.empty();
    }
  }

  private static <T> T joined(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failed;
    }
  }

  private static RuleSet rules(Pack pack) {
    RuleSet read = new SrlReader().read(pack.paths(pack.rules()));
    List<Rule> all = new ArrayList<>(read.rules());
    List<Diagnostic> diagnostics = new ArrayList<>();
    Map<String, String> prefixes = new LinkedHashMap<>(pack.prefixes());
    read.prefixes().forEach(prefixes::putIfAbsent);
    for (Pack.Candidates question : pack.questions()) {
      attempt(() -> candidates(question, prefixes), diagnostics).ifPresent(all::add);
    }
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    return new RuleSet(all, read.data(), read.prefixes());
  }

  /** A question's candidates are concluded by a rule, so that they have proofs like all else. */
  private static Rule candidates(Pack.Candidates question, Map<String, String> prefixes) {
    Var subject = Var.alloc("subject");
    Var answer = Var.alloc("answer");
    List<BodyElement> body = new ArrayList<>();
    body.add(new BodyElement.Pattern(Triple.create(subject, RDF.type.asNode(), Rat.SUBJECT)));
    List<BodyElement> read = new SrlReader().readBody(question.body(), prefixes, question.place());
    body.addAll(read);
    boolean answers = read.stream().anyMatch(element -> binds(element, answer));
    if (!answers) {
      throw new InvalidInputException(
          "no-answer",
          question.place(),
          "the candidates (%s) never bind ?answer.".formatted(question.body()),
          "Use ?answer in a triple pattern.");
    }
    return new Rule(
        question.question().predicate(),
        "{?answer} is a candidate for: " + question.question().label(),
        Optional.empty(),
        Probability.ONE,
        Optional.empty(),
        List.of(
            Triple.create(subject, NodeFactory.createURI(question.question().predicate()), answer)),
        body,
        false,
        question.place());
  }

  private static boolean binds(BodyElement element, Var variable) {
    return switch (element) {
      case BodyElement.Pattern pattern ->
          Stream.of(
                  pattern.triple().getSubject(),
                  pattern.triple().getPredicate(),
                  pattern.triple().getObject())
              .anyMatch(variable::equals);
      case BodyElement.Assignment assignment -> assignment.variable().equals(variable);
      case BodyElement.Filter filter -> false;
      case BodyElement.Negation negation -> false;
    };
  }

  private static Optional<Shapes> shapes(Pack pack, List<String> names) {
    return names.isEmpty() ? Optional.empty() : Optional.of(Shapes.read(pack.paths(names)));
  }

  private static List<Diagnostic> validate(Pack pack, FactSet facts) {
    return shapes(pack, pack.knowledgeShapes()).stream()
        .flatMap(shapes -> shapes.validate(graph(facts)).stream())
        .map(
            violation ->
                new Diagnostic(
                    "shape-violation",
                    pack.folder().resolve("pack.yaml") + ": knowledge",
                    violation.text(),
                    "Mend the knowledge or the shape."))
        .toList();
  }

  private static Graph graph(FactSet facts) {
    Graph graph = GraphFactory.createGraphMem();
    facts.certain().forEach(fact -> graph.add(fact.statement()));
    return graph;
  }

  /** Which pack this is, exactly. */
  public PackIdentity pack() {
    return pack.identity();
  }

  /** In the order of the pack. */
  List<Perceptor> perceptors() {
    return perceptors;
  }

  /** The pack's questions, in their order. */
  public List<Question> questions() {
    return pack.questions().stream().map(Pack.Candidates::question).toList();
  }

  /**
   * What a perceptor may say.
   *
   * @param input the name of the input that it reads
   * @param perceptor its id
   */
  public record Askable(String input, String perceptor, Supply supply) {}

  /** Everything that the pack's perceptors may say, in their order. */
  public List<Askable> askable() {
    return perceptors.stream()
        .flatMap(
            perceptor ->
                perceptor.supplies().stream()
                    .map(supply -> new Askable(perceptor.input(), perceptor.id(), supply)))
        .toList();
  }

  /**
   * Decides a case that differs from one that was decided: only inputs that changed are perceived.
   *
   * @param earlier a decision of this pack
   * @throws InvalidInputException with everything that is wrong in the case's inputs
   * @throws IllegalStateException if the reasoner is closed
   */
  public Decision decide(Case given, Decision earlier) {
    requireOpen();
    return decide(given, perceive(List.of(given), Optional.of(earlier)).getFirst());
  }

  /** The files of the pack's example cases, in the order of their names. */
  public List<Path> exampleCases() {
    Path folder = pack.folder().resolve(pack.cases());
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".json"))
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * Decides one case.
   *
   * @throws InvalidInputException with everything that is wrong in the case's inputs
   * @throws IllegalStateException if the reasoner is closed
   */
  public Decision decide(Case given) {
    requireOpen();
    return decide(given, perceive(given));
  }

  /**
   * What the pack's perceptors make of a case's inputs.
   *
   * @throws InvalidInputException with everything that is wrong in the case's inputs
   * @throws IllegalStateException if the reasoner is closed
   */
  public Perception perceive(Case given) {
    return perceive(List.of(given)).getFirst();
  }

  /**
   * Decides several cases, whose inputs are perceived first.
   *
   * @return in the order of the cases
   * @throws InvalidInputException with everything that is wrong in any case's inputs
   * @throws IllegalStateException if the reasoner is closed
   */
  public List<Decision> decide(List<Case> cases) {
    List<Perception> perceptions = perceive(cases);
    return IntStream.range(0, cases.size())
        .mapToObj(i -> decide(cases.get(i), perceptions.get(i)))
        .toList();
  }

  /**
   * What the pack's perceptors make of the inputs of several cases. Those that run several inputs
   * of their model together, because the pack lets them ({@code batch}), do so here.
   *
   * @return in the order of the cases
   * @throws InvalidInputException with everything that is wrong in any case's inputs
   * @throws IllegalStateException if the reasoner is closed
   */
  public List<Perception> perceive(List<Case> cases) {
    requireOpen();
    return perceive(cases, Optional.empty());
  }

  /**
   * Decides one case from what was perceived before, without perceiving anything.
   *
   * @throws IllegalStateException if the reasoner is closed
   */
  public Decision decide(Case given, Perception perception) {
    List<Percept> percepts = standIns.settled(perception.percepts());
    Node subject = NodeFactory.createURI(given.subject());
    ProofGraph graph = facts(given, percepts);
    return new Decision(
        given,
        subject,
        pack.identity(),
        questions().stream().map(question -> outcome(question, given, graph)).toList(),
        percepts,
        perception.withheld(),
        violations(percepts),
        graph);
  }

  /**
   * All facts of a case from percepts that are at hand; no question is answered.
   *
   * @throws IllegalStateException if the reasoner is closed
   */
  public ProofGraph facts(Case given, List<Percept> percepts) {
    requireOpen();
    return graph(closed(NodeFactory.createURI(given.subject()), standIns.settled(percepts)));
  }

  /**
   * What one of the pack's questions is answered with.
   *
   * @param graph the case's facts, from {@link #facts}
   */
  public Outcome outcome(Question question, Case given, ProofGraph graph) {
    return outcome(question, NodeFactory.createURI(given.subject()), given, graph);
  }

  /** The pack's rules in DRL. */
  public List<DrlRule> drlRules() {
    return drl.map(DrlRules::rules).orElse(List.of());
  }

  /** For closing one case many times with other percepts; to be closed. */
  public SimilarCases similar(Case given) {
    requireOpen();
    return new SimilarCases(this, fixpoint, given);
  }

  /** As {@link StandIns} says. */
  List<Percept> settled(List<Percept> percepts) {
    return standIns.settled(percepts);
  }

  ProofGraph graph(ProofStore store) {
    return new RecordedProofGraph(store, Map.of(), prefixes);
  }

  /** A case closed under the pack's rules. */
  ProofStore closed(Node subject, List<Percept> percepts) {
    return fixpoint.close(added(subject, percepts));
  }

  /** What a case adds to the background. */
  static List<Background.Sourced> added(Node subject, List<Percept> percepts) {
    List<Background.Sourced> added = new ArrayList<>();
    added.add(
        new Background.Sourced(
            Triple.create(subject, RDF.type.asNode(), Rat.SUBJECT),
            new Origin.Asserted("case", Probability.ONE, Optional.empty())));
    for (Percept percept : percepts) {
      if (percept.probability().value() > 0) {
        added.add(new Background.Sourced(percept.statement(), new Origin.Perceived(percept)));
      }
    }
    return added;
  }

  void requireOpen() {
    if (closed.get()) {
      throw new IllegalStateException(
          "The reasoner of the pack (%s) is closed.\nMaybe it was closed by its try block before all cases were decided."
              .formatted(pack.identity().name()));
    }
  }

  private List<Perception> perceive(List<Case> cases, Optional<Decision> earlier) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    cases.forEach(given -> diagnostics.addAll(unfit(given)));
    List<Perceived> perceived = cases.stream().map(given -> new Perceived()).toList();
    for (Perceptor perceptor : perceptors) {
      List<PerceptorInput> together = new ArrayList<>();
      List<Perceived> of = new ArrayList<>();
      for (int i = 0; i < cases.size(); i++) {
        Case given = cases.get(i);
        Object value = given.inputs().get(perceptor.input());
        if (value != null
            && earlier.filter(decided -> hasRead(decided, given, value, perceptor)).isPresent()) {
          perceived.get(i).addAll(earlier.orElseThrow(), perceptor);
        } else if (value != null) {
          Node subject = NodeFactory.createURI(given.subject());
          together.add(input(given, subject, perceptor.input(), value));
          of.add(perceived.get(i));
        }
      }
      attempt(() -> perceptor.perceive(together), diagnostics)
          .ifPresent(
              read -> {
                for (int i = 0; i < of.size(); i++) {
                  of.get(i).addAll(read.get(i));
                }
              });
    }
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    return perceived.stream()
        .map(one -> new Perception(standIns.settled(one.percepts), one.withheld))
        .toList();
  }

  /** What was perceived of a case so far. */
  private static final class Perceived {
    final List<Percept> percepts = new ArrayList<>();
    final List<Withheld> withheld = new ArrayList<>();

    void addAll(Perception perception) {
      percepts.addAll(perception.percepts());
      withheld.addAll(perception.withheld());
    }

    /** What a perceptor said before, when a case was decided with the same input. */
    void addAll(Decision earlier, Perceptor perceptor) {
      earlier.percepts().stream()
          .filter(percept -> percept.perceptor().equals(perceptor.id()))
          .forEach(percepts::add);
      earlier.withheld().stream()
          .filter(input -> input.perceptor().equals(perceptor.id()))
          .forEach(withheld::add);
    }
  }

  /** What is wrong with a case whatever its values are: inputs that nobody takes or that lack. */
  private List<Diagnostic> unfit(Case given) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    Set<String> known = new LinkedHashSet<>();
    inputs.forEach(input -> known.add(input.input()));
    for (String name : given.inputs().keySet()) {
      if (!known.contains(name)) {
        diagnostics.add(
            new Diagnostic(
                "unknown-input",
                given.place() + ": inputs." + name,
                "no perceptor of the pack (%s) takes the input (%s)."
                    .formatted(pack.identity().name(), name),
                "Its inputs are %s.".formatted(String.join(", ", known))));
      }
    }
    for (InputDeclaration input : inputs) {
      if (input.required() && !given.inputs().containsKey(input.input())) {
        diagnostics.add(
            new Diagnostic(
                "missing-input",
                given.place() + ": inputs",
                "the input (%s) is missing.".formatted(input.input()),
                "The perceptor (%s) needs it.".formatted(input.perceptor())));
      }
    }
    return diagnostics;
  }

  private static PerceptorInput input(Case given, Node subject, String name, Object value) {
    return new PerceptorInput(
        subject, name, value, given.place() + ": inputs." + name, given.folder());
  }

  /**
   * What the likeliest percepts of a decision rest on, each found by many runs of its model with
   * parts of the input hidden: for a report, when somebody asks.
   *
   * @return in the order of the pack's perceptors
   * @throws InvalidInputException if a file that the case names is no longer what was decided on
   * @throws IllegalStateException if the reasoner is closed
   */
  public List<Attribution> attributions(Decision decision) {
    requireOpen();
    Case given = decision.caseFile();
    List<Attribution> attributions = new ArrayList<>();
    for (Perceptor perceptor : perceptors) {
      Object value = given.inputs().get(perceptor.input());
      // What was withheld rests on nothing; its model may not even answer with numbers.
      boolean claimed =
          decision.percepts().stream().anyMatch(p -> p.perceptor().equals(perceptor.id()));
      if (value != null && claimed) {
        for (Attribution found :
            perceptor.attributions(input(given, decision.subject(), perceptor.input(), value))) {
          Optional<Percept> percept =
              decision.percepts().stream().filter(p -> p.id().equals(found.percept())).findFirst();
          if (percept.isPresent()) {
            requireSame(percept.get(), found, given);
            attributions.add(found);
          }
        }
      }
    }
    return List.copyOf(attributions);
  }

  private static void requireSame(Percept percept, Attribution found, Case given) {
    if (!percept.inputSha256().equals(found.inputSha256())) {
      throw new InvalidInputException(
          "input-changed",
          given.place() + ": inputs." + found.input(),
          "the input is another one than the decision was made on.",
          "Decide again, and leave the file alone meanwhile.");
    }
  }

  private boolean hasRead(Decision earlier, Case given, Object value, Perceptor perceptor) {
    return earlier.pack().equals(pack.identity())
        && earlier.caseFile().subject().equals(given.subject())
        && value.equals(earlier.caseFile().inputs().get(perceptor.input()));
  }

  private List<String> violations(List<Percept> percepts) {
    if (perceptShapes.isEmpty()) {
      return List.of();
    }
    Graph own = GraphFactory.createGraphMem();
    for (Percept percept : percepts) {
      if (!knowledge.contains(percept.statement())) {
        own.add(percept.statement());
      }
    }
    return perceptShapes.get().validate(new DisjointUnion(knowledge, own)).stream()
        .map(Violation::text)
        .sorted()
        .toList();
  }

  private Outcome outcome(Question question, Node subject, Case given, ProofGraph graph) {
    Node predicate = NodeFactory.createURI(question.predicate());
    List<Answer> candidates =
        graph.statements(subject, predicate).stream()
            .map(
                statement ->
                    new Answer(
                        statement.getObject(),
                        graph.label(statement.getObject()),
                        statement,
                        graph.probability(statement)))
            .filter(answer -> answer.valuation().probability().value() > 0)
            .sorted(
                Comparator.comparing((Answer a) -> a.valuation().probability())
                    .reversed()
                    .thenComparing(a -> NodeFmtLib.strNT(a.value())))
            .toList();
    return new Outcome(
        question, candidates, Verdicts.of(question, candidates, missing(question, given)));
  }

  /** What a question needs and a case lacks: inputs, or members of them after a dot. */
  private static List<String> missing(Question question, Case given) {
    return question.needs().stream().filter(need -> !isGiven(need, given.inputs())).toList();
  }

  private static boolean isGiven(String need, Map<String, Object> inputs) {
    int dot = need.indexOf('.');
    if (dot < 0) {
      return inputs.get(need) != null;
    }
    return inputs.get(need.substring(0, dot)) instanceof Map<?, ?> members
        && members.get(need.substring(dot + 1)) != null;
  }

  /** Releases the models and rule sessions. Decisions that were made stay usable. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      perceptors.forEach(Perceptor::close);
      fixpoint.close();
      drl.ifPresent(DrlRules::close);
    }
  }
}
