package org.rationale.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rationale.explanations.RevisableProgram;
import org.rationale.kg.Sha256;
import org.rationale.reasoner.ProofGraph;
import org.rationale.rules.drl.DrlRule;
import org.rationale.rules.profile.Profile;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Data, rules and evidence that are named on the command line. */
final class ProgramOptions {

  private static final int MOST_THREADS = 256;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      arity = "1..*",
      parameterConsumer = FileNames.class,
      description =
          "RDF 1.2 files (.ttl, .nt, .nq, .trig, each also .gz), certain and uncertain facts; - is"
              + " Turtle on standard input, plain or gzipped.")
  private List<String> data = new ArrayList<>();

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      arity = "1..*",
      parameterConsumer = FileNames.class,
      description = "Rule files in SRL (.srl) and in Jena's syntax (.rules), each also .gz.")
  private List<String> rules = new ArrayList<>();

  @Option(
      names = "--drl",
      paramLabel = "FILE",
      arity = "1..*",
      parameterConsumer = FileNames.class,
      description = "Rule files in DRL.")
  private List<String> drl = new ArrayList<>();

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      converter = ProfileName.class,
      description = "The W3C's rules for the ontology in the data: rdfs or owl2rl.")
  private @Nullable Profile profile;

  @Option(
      names = "--evidence",
      paramLabel = "FILE",
      description = "Observations to condition on: << s p o >> rat:observed true .")
  private @Nullable Path evidence;

  @Mixin private LimitOptions limits;

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = LimitOptions.Count.class,
      description =
          "How many threads may run; the output is the same for any number. Default: one for each processor.")
  private long threads = Runtime.getRuntime().availableProcessors();

  @SuppressWarnings("NullAway.Init") // picocli sets the annotated fields before it runs a command
  ProgramOptions() {}

  int threads() {
    return (int) Math.min(threads, MOST_THREADS);
  }

  boolean readsStandardInput() {
    return data.contains(Programs.STANDARD_INPUT);
  }

  /** A program's closed facts, and its rules in DRL. */
  record Reasoned(ProofGraph graph, List<DrlRule> drlRules) {}

  /** The program's closed facts; warns if they are not all. */
  Reasoned reason(PrintWriter err) {
    if (data.isEmpty()) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "Missing required option: '--data=FILE'");
    }
    try (Programs programs = programs(err)) {
      ProofGraph graph = programs.run(threads()).graph();
      graph
          .incompleteness()
          .ifPresent(why -> err.println("rationale: facts may be missing: " + why.message()));
      return new Reasoned(graph, programs.drlRules());
    }
  }

  /** The SHA-256 of each file that was named, standard input aside, by its name. */
  Map<String, String> hashes() throws IOException {
    List<String> names = new ArrayList<>(data);
    names.addAll(rules);
    names.addAll(drl);
    if (evidence != null) {
      names.add(evidence.toString());
    }
    Map<String, String> hashes = new TreeMap<>();
    for (String name : names) {
      if (!name.equals(Programs.STANDARD_INPUT)) {
        hashes.put(name, Sha256.of(Files.readAllBytes(Path.of(name))));
      }
    }
    return hashes;
  }

  /**
   * The same, with facts that can be thought otherwise.
   *
   * @param consumer is given the program; its DRL rules are closed afterwards
   * @param addable kinds of facts that may be added; empty for the default
   */
  void revise(PrintWriter err, List<String> addable, Consumer<RevisableProgram> consumer) {
    if (data.isEmpty()) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "Missing required option: '--data=FILE'");
    }
    try (Programs programs = programs(err);
        RevisableProgram program = programs.revisable(threads(), addable)) {
      program
          .graph()
          .incompleteness()
          .ifPresent(why -> err.println("rationale: facts may be missing: " + why.message()));
      consumer.accept(program);
    }
  }

  /** What runs the files of these options; standard error is told of what takes long. */
  Programs programs(PrintWriter err) {
    return new Programs(
        new Programs.Files(
            List.copyOf(data),
            paths(rules),
            paths(drl),
            Optional.ofNullable(profile),
            Optional.ofNullable(evidence)),
        limits.limits(),
        err);
  }

  boolean namesData() {
    return !data.isEmpty();
  }

  boolean namesFiles() {
    return !(data.isEmpty() && rules.isEmpty() && drl.isEmpty())
        || profile != null
        || evidence != null;
  }

  private static List<Path> paths(List<String> names) {
    return names.stream().map(Path::of).toList();
  }

  /** Finds a profile by its short name. */
  static final class ProfileName implements ITypeConverter<Profile> {

    ProfileName() {}

    @Override
    public Profile convert(String name) {
      return Arrays.stream(Profile.values())
          .filter(profile -> profile.shortName().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "There is no profile (%s). There are: %s."
                          .formatted(
                              name,
                              Arrays.stream(Profile.values())
                                  .map(Profile::shortName)
                                  .collect(Collectors.joining(", ")))));
    }
  }
}
