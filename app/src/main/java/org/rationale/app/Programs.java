package org.rationale.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;
import org.rationale.explanations.RevisableProgram;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.FactDocuments;
import org.rationale.kg.FactReader;
import org.rationale.kg.FactSet;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.RdfFormat;
import org.rationale.reasoner.FactBase;
import org.rationale.reasoner.Inference;
import org.rationale.reasoner.Limits;
import org.rationale.reasoner.ProofGraph;
import org.rationale.reasoner.Reading;
import org.rationale.reasoner.SampledFacts;
import org.rationale.rules.RuleSet;
import org.rationale.rules.drl.DrlRule;
import org.rationale.rules.drl.DrlRules;
import org.rationale.rules.profile.Profile;
import org.rationale.rules.srl.SrlReader;

/**
 * Runs programs: files alone, or files together with a program's own texts. Safe for use by many
 * threads.
 */
final class Programs implements AutoCloseable {

  /** What stands for standard input in place of a file's name. */
  static final String STANDARD_INPUT = "-";

  private final Files files;
  private final Limits limits;
  private final PrintWriter err;
  private final Map<Map<String, String>, DrlRules> compiled = new HashMap<>();
  private @Nullable RuleSet rulesOfFiles;
  private @Nullable Map<Triple, Boolean> evidenceOfFile;

  /**
   * @param data names of files, or {@link #STANDARD_INPUT}
   */
  record Files(
      List<String> data,
      List<Path> rules,
      List<Path> drl,
      Optional<Profile> profile,
      Optional<Path> evidence) {}

  /**
   * A program's own texts, each of which may be empty.
   *
   * @param name of the program, in places and sources
   * @param data Turtle
   * @param rules SRL
   * @param evidence Turtle
   */
  record Texts(String name, String data, String rules, String evidence) {}

  /**
   * A program that was run.
   *
   * @param loadMillis for reading facts, rules and evidence
   * @param reasonMillis for closing the facts under the rules
   */
  record Outcome(ProofGraph graph, long loadMillis, long reasonMillis) {}

  /** A program whose worlds were sampled. */
  record Sample(SampledFacts facts, long loadMillis, long reasonMillis) {}

  private record Inputs(FactBase facts, RuleSet rules, Map<Triple, Boolean> evidence) {}

  /**
   * @param err told when DRL is compiled, which takes long
   */
  Programs(Files files, Limits limits, PrintWriter err) {
    this.files = files;
    this.limits = limits;
    this.err = err;
  }

  /**
   * Runs the files.
   *
   * @throws InvalidInputException with all that is wrong in any of them
   */
  Outcome run(int threads) {
    return run(Optional.empty(), threads);
  }

  /**
   * Runs the files together with texts.
   *
   * @throws InvalidInputException with all that is wrong in any of them
   */
  Outcome run(Texts texts) {
    return run(Optional.of(texts), 1);
  }

  /**
   * Reads rules and evidence of the files now, so that what is wrong with them comes once.
   *
   * @throws InvalidInputException with all that is wrong in any of them
   */
  void readShared() {
    List<Diagnostic> diagnostics = new ArrayList<>();
    attempt(this::rulesOfFiles, diagnostics);
    attempt(this::evidenceOfFile, diagnostics);
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
  }

  private Outcome run(Optional<Texts> texts, int threads) {
    long started = System.nanoTime();
    Inputs inputs = inputs(texts);
    Optional<DrlRules> drl = drl(inputs);
    long loaded = System.nanoTime();
    ProofGraph graph =
        Inference.run(inputs.facts(), inputs.rules(), drl, inputs.evidence(), limits, threads);
    return new Outcome(graph, millis(loaded - started), millis(System.nanoTime() - loaded));
  }

  /**
   * Samples worlds of the files.
   *
   * @throws InvalidInputException with all that is wrong in any of them
   */
  Sample sample(Reading.Sampled sampled) {
    return sample(Optional.empty(), sampled);
  }

  /**
   * Samples worlds of the files together with texts.
   *
   * @throws InvalidInputException with all that is wrong in any of them
   */
  Sample sample(Texts texts, Reading.Sampled sampled) {
    return sample(Optional.of(texts), sampled);
  }

  private Sample sample(Optional<Texts> texts, Reading.Sampled sampled) {
    long started = System.nanoTime();
    Inputs inputs = inputs(texts);
    Optional<DrlRules> drl = drl(inputs);
    long loaded = System.nanoTime();
    SampledFacts facts =
        Inference.sample(inputs.facts(), inputs.rules(), drl, inputs.evidence(), sampled, limits);
    return new Sample(facts, millis(loaded - started), millis(System.nanoTime() - loaded));
  }

  /**
   * The program of the files, whose facts can be thought otherwise.
   *
   * @param addable kinds of facts that may be added, as prefixed names or IRIs; empty for the
   *     default
   * @throws InvalidInputException with all that is wrong in any of them
   */
  RevisableProgram revisable(int threads, List<String> addable) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    FactSet facts =
        attempt(
            () ->
                FactReader.collect(documents -> files.data().forEach(name -> add(name, documents))),
            diagnostics);
    RuleSet shared = attempt(this::rulesOfFiles, diagnostics);
    Map<Triple, Boolean> evidence = attempt(this::evidenceOfFile, diagnostics);
    if (facts == null || shared == null || evidence == null) {
      throw new InvalidInputException(diagnostics);
    }
    FactBase base = FactBase.of(facts);
    RuleSet rules = files.profile().map(profile -> with(profile, base, shared)).orElse(shared);
    Map<String, String> prefixes = new LinkedHashMap<>(facts.prefixes());
    rules.prefixes().forEach(prefixes::putIfAbsent);
    return new RevisableProgram(
        facts,
        rules,
        drl(new Inputs(base, rules, evidence)),
        evidence,
        limits,
        threads,
        addable.isEmpty()
            ? Optional.empty()
            : Optional.of(
                addable.stream()
                    .map(name -> StatementArgument.iri(name, prefixes))
                    .collect(Collectors.toCollection(LinkedHashSet::new))));
  }

  static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  private Inputs inputs(Optional<Texts> texts) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    FactBase facts = attempt(() -> facts(texts), diagnostics);
    RuleSet shared = attempt(this::rulesOfFiles, diagnostics);
    RuleSet own = attempt(() -> texts.map(Programs::rules).orElse(RuleFiles.NONE), diagnostics);
    Map<Triple, Boolean> evidence = attempt(() -> evidence(texts), diagnostics);
    if (facts == null || shared == null || own == null || evidence == null) {
      throw new InvalidInputException(diagnostics);
    }
    RuleSet rules = RuleFiles.join(List.of(shared, own));
    return new Inputs(
        facts, files.profile().map(profile -> with(profile, facts, rules)).orElse(rules), evidence);
  }

  private static <T> @Nullable T attempt(Supplier<T> reading, List<Diagnostic> diagnostics) {
    try {
      return reading.get();
    } catch (InvalidInputException invalid) {
      diagnostics.addAll(invalid.diagnostics());
      return null;
    }
  }

  private FactBase facts(Optional<Texts> texts) {
    return FactBase.read(
        documents -> {
          files.data().forEach(name -> add(name, documents));
          texts.ifPresent(
              own -> documents.addText(own.data(), RdfFormat.TURTLE, own.name() + "/data.ttl"));
        });
  }

  private static void add(String name, FactDocuments documents) {
    if (name.equals(STANDARD_INPUT)) {
      documents.add(System.in, RdfFormat.TURTLE, "standard input");
    } else {
      documents.add(Path.of(name));
    }
  }

  private synchronized RuleSet rulesOfFiles() {
    RuleSet known = rulesOfFiles;
    if (known == null) {
      known = files.rules().isEmpty() ? RuleFiles.NONE : RuleFiles.read(files.rules());
      rulesOfFiles = known;
    }
    return known;
  }

  private static RuleSet rules(Texts texts) {
    return new SrlReader().readText(texts.rules(), texts.name() + "/rules.srl");
  }

  private static RuleSet with(Profile profile, FactBase facts, RuleSet rules) {
    List<Triple> ontology = new ArrayList<>();
    facts.forEachStatement(ontology::add);
    ontology.addAll(rules.data());
    return RuleFiles.join(List.of(rules, profile.rules(ontology, rules.rules())));
  }

  private synchronized Map<Triple, Boolean> evidenceOfFile() {
    Map<Triple, Boolean> known = evidenceOfFile;
    if (known == null) {
      known = files.evidence().map(FactReader::readEvidence).orElse(Map.of());
      evidenceOfFile = known;
    }
    return known;
  }

  private Map<Triple, Boolean> evidence(Optional<Texts> texts) {
    Map<Triple, Boolean> shared = evidenceOfFile();
    if (texts.isEmpty() || texts.get().evidence().isBlank()) {
      return shared;
    }
    String name = texts.get().name() + "/evidence.ttl";
    Map<Triple, Boolean> all = new LinkedHashMap<>(shared);
    FactReader.readEvidenceText(texts.get().evidence(), RdfFormat.TURTLE, name)
        .forEach(
            (statement, observed) -> {
              Boolean other = all.putIfAbsent(statement, observed);
              if (other != null && !other.equals(observed)) {
                throw new InvalidInputException(
                    "contradictory-evidence",
                    name,
                    "(%s) is observed to be %s here and %s in the file of evidence."
                        .formatted(Terms.text(statement), observed, other),
                    "Keep one of the two.");
              }
            });
    return Collections.unmodifiableMap(all);
  }

  private Optional<DrlRules> drl(Inputs inputs) {
    if (files.drl().isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> prefixes = new LinkedHashMap<>(inputs.facts().prefixes());
    inputs.rules().prefixes().forEach(prefixes::putIfAbsent);
    synchronized (compiled) {
      DrlRules known = compiled.get(prefixes);
      if (known == null) {
        err.println("compiling DRL ...");
        known = DrlRules.compile(files.drl(), prefixes);
        compiled.put(prefixes, known);
      }
      return Optional.of(known);
    }
  }

  /** The rules in DRL of the programs that ran. */
  List<DrlRule> drlRules() {
    synchronized (compiled) {
      return compiled.values().stream().flatMap(drl -> drl.rules().stream()).toList();
    }
  }

  @Override
  public void close() {
    synchronized (compiled) {
      compiled.values().forEach(DrlRules::close);
    }
  }
}
