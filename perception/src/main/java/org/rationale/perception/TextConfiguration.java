package org.rationale.perception;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.jena.graph.Node;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;

/**
 * The configuration of a text perceptor, with the encoder and the index of phrases that it names
 * already open.
 *
 * @param predicates by category; a category without one gives no percepts
 * @param calibration where the fitted parameters are; the file may be missing
 * @param labelled what they are fitted on; files may be missing
 * @param evaluation what is never used to fit; files may be missing
 * @param maximumLength of a note, in UTF-16 units
 * @param quantities the numbers that are read; none if the pack names none
 */
record TextConfiguration(
    String id,
    String input,
    Map<Context, Node> predicates,
    Path calibration,
    List<Path> labelled,
    List<Path> evaluation,
    int maximumLength,
    NoteQuantities quantities,
    NoteReader reader,
    ConfigReader config) {

  private static final int DEFAULT_MAXIMUM_LENGTH = 200_000;

  /**
   * Reads a configuration. The caller closes the reader.
   *
   * @throws InvalidInputException with everything that is wrong
   */
  static TextConfiguration open(
      Map<String, Object> map, Opening opening, Map<String, String> prefixes, String place) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    ConfigReader config =
        new ConfigReader(ConfigReader.textKeys(map), opening, prefixes, place, diagnostics);
    config.allowOnly(
        "id",
        "kind",
        "input",
        "optional",
        "required",
        "model",
        "modelSha256",
        "tokenizer",
        "concepts",
        "predicates",
        "calibration",
        "labelled",
        "evaluation",
        "maximumLength",
        "quantities");
    Optional<String> id = config.requiredString("id");
    Optional<String> input = config.requiredString("input");
    Map<Context, Node> predicates = predicates(config);
    Optional<Path> calibration = config.fileToBe("calibration");
    List<Path> labelled = config.filesToBe("labelled");
    List<Path> evaluation = config.filesToBe("evaluation");
    NoteQuantities quantities = NoteQuantities.configure(config);
    int maximumLength =
        config
            .number("maximumLength")
            .map(number -> positive(config, number))
            .orElse(DEFAULT_MAXIMUM_LENGTH);
    List<ConceptQuery.Row> rows = rows(config, prefixes);
    if (!diagnostics.isEmpty()) {
      throw new InvalidInputException(diagnostics);
    }
    Optional<SentenceEncoder> encoder = SentenceEncoder.open(config);
    if (!diagnostics.isEmpty()
        || id.isEmpty()
        || input.isEmpty()
        || calibration.isEmpty()
        || encoder.isEmpty()) {
      encoder.ifPresent(SentenceEncoder::close);
      throw new InvalidInputException(diagnostics);
    }
    NoteReader reader = reader(encoder.get(), rows, opening);
    return new TextConfiguration(
        id.get(),
        input.get(),
        predicates,
        calibration.get(),
        labelled,
        evaluation,
        maximumLength,
        quantities,
        reader,
        config);
  }

  /** Closes the encoder if the phrases cannot be encoded with it. */
  private static NoteReader reader(
      SentenceEncoder encoder, List<ConceptQuery.Row> rows, Opening opening) {
    boolean done = false;
    try {
      NoteReader reader =
          new NoteReader(
              encoder, PhraseIndex.open(rows, encoder, opening.progress()), opening.execution());
      done = true;
      return reader;
    } finally {
      if (!done) {
        encoder.close();
      }
    }
  }

  /**
   * Reads labelled notes.
   *
   * @param key under which the configuration names their files
   * @throws InvalidInputException with everything that is wrong with them
   */
  LabelledNotes notes(List<Path> files, String key) {
    if (files.isEmpty()) {
      throw new InvalidInputException(
          "missing-key", config.place(), "The key (%s) is missing.".formatted(key), "Add it.");
    }
    return LabelledNotes.read(
        files, new LinkedHashSet<>(reader.index().concepts()), quantities.byName(), config);
  }

  private static Map<Context, Node> predicates(ConfigReader config) {
    Map<Context, Node> predicates = new EnumMap<>(Context.class);
    config.requirePresent("predicates");
    config
        .mapping("predicates")
        .ifPresent(
            mapping -> {
              mapping.allowOnly("present", "absent", "historical", "family");
              mapping.requirePresent("present");
              for (Context context :
                  List.of(Context.PRESENT, Context.ABSENT, Context.HISTORICAL, Context.FAMILY)) {
                if (mapping.has(context.key())) {
                  mapping.iri(context.key()).ifPresent(node -> predicates.put(context, node));
                }
              }
            });
    return predicates;
  }

  private static List<ConceptQuery.Row> rows(ConfigReader config, Map<String, String> prefixes) {
    config.requirePresent("concepts");
    return config
        .mapping("concepts")
        .map(
            concepts -> {
              concepts.allowOnly("files", "select");
              return ConceptQuery.run(concepts, concepts.files("files"), prefixes);
            })
        .orElse(List.of());
  }

  private static int positive(ConfigReader config, BigDecimal number) {
    if (number.signum() <= 0 || number.compareTo(BigDecimal.valueOf(100_000_000)) > 0) {
      config.report(
          "out-of-range",
          config.place("maximumLength"),
          "The length (%s) is not between 1 and 100000000.".formatted(number),
          "Write a number of characters.");
      return DEFAULT_MAXIMUM_LENGTH;
    }
    return number.intValue();
  }
}
