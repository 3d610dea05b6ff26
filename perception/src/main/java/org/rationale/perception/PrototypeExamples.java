package org.rationale.perception;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;
import org.rationale.kg.ModelIdentity;

/**
 * The examples of each class that a pack names under {@code examples}: a list of inputs as a case
 * would hold them, or a folder whose files are the inputs. Files are the pack's.
 *
 * @param classes for each class its examples, two at least
 */
record PrototypeExamples(List<List<PerceptorInput>> classes) {

  private static final int FEWEST = 2;
  private static final Node SUBJECT = NodeFactory.createURI("urn:rationale:example");

  /**
   * What an example was made into.
   *
   * @param vector of any length
   * @param sha256 of the example
   */
  record Embedded(float[] vector, String sha256) {}

  /**
   * Of all examples.
   *
   * @param classes for each class its examples' vectors
   * @param sha256 of all examples in their order
   */
  record Embeddings(List<List<float[]>> classes, String sha256) {

    /** The model with the examples: with others a calibration would be another. */
    ModelIdentity identity(ModelIdentity model, Prototypes.Likeness likeness, String preparation) {
      return new ModelIdentity(
          model.name(),
          ConfigReader.canonicalSha256(
              List.of(model.sha256(), likeness.name(), preparation, sha256)));
    }
  }

  /**
   * Reads the key {@code examples} of each class; empty if some are wrong, which is reported.
   *
   * @param input that the perceptor takes
   * @param texts whether a file of a folder is an input by its text, and not by its name
   */
  static Optional<PrototypeExamples> read(ConfigReader config, String input, boolean texts) {
    config.requirePresent("classes");
    List<List<PerceptorInput>> classes = new ArrayList<>();
    boolean sound = true;
    for (ConfigReader alternative : config.mappings("classes")) {
      String place = alternative.place("examples");
      List<Object> values = new ArrayList<>();
      if (alternative.values().get("examples") instanceof String folder) {
        Optional<List<Path>> files = folder(config, folder, place);
        sound &= files.isPresent();
        if (files.isEmpty()) {
          continue;
        }
        for (Path file : files.get()) {
          value(config, file, texts, place).ifPresent(values::add);
        }
      } else if (alternative.values().get("examples") instanceof List<?> list) {
        for (Object item : list) {
          if (item != null && !(item instanceof String text && text.isBlank())) {
            values.add(item);
          }
        }
      }
      if (values.size() < FEWEST) {
        alternative.report(
            "too-few-examples",
            place,
            "There are (%d) examples.".formatted(values.size()),
            "Write a list of two at least, or the name of a folder that holds them; five or more are better.");
        sound = false;
      }
      List<PerceptorInput> inputs = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        inputs.add(
            new PerceptorInput(
                SUBJECT,
                input,
                values.get(i),
                "%s[%d]".formatted(place, i),
                Optional.of(config.opening().folder())));
      }
      classes.add(List.copyOf(inputs));
    }
    return sound && !classes.isEmpty()
        ? Optional.of(new PrototypeExamples(List.copyOf(classes)))
        : Optional.empty();
  }

  /** The files of a folder of the pack by their names; hidden ones are not taken. */
  private static Optional<List<Path>> folder(ConfigReader config, String name, String place) {
    Optional<Path> folder = config.folder(name, place);
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder.get())) {
      return Optional.of(
          files
              .filter(Files::isRegularFile)
              .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
              .sorted()
              .toList());
    } catch (IOException e) {
      config.report(
          "folder-unreadable",
          place,
          "The folder (%s) cannot be read.".formatted(name),
          "Check its permissions.");
      return Optional.empty();
    }
  }

  private static Optional<Object> value(
      ConfigReader config, Path file, boolean text, String place) {
    Path pack = config.opening().folder().toAbsolutePath().normalize();
    String name = pack.relativize(file).toString().replace('\\', '/');
    if (!text) {
      return Optional.of(name);
    }
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      config.report(
          "file-unreadable",
          place,
          "The file (%s) is no text in UTF-8 that can be read.".formatted(name),
          "Save it as UTF-8.");
      return Optional.empty();
    }
  }

  /**
   * Embeds all.
   *
   * @throws InvalidInputException with everything that is wrong with any of them
   */
  Embeddings embed(Function<PerceptorInput, Embedded> embedding) {
    List<Diagnostic> wrong = new ArrayList<>();
    List<List<float[]>> vectors = new ArrayList<>();
    List<List<String>> hashes = new ArrayList<>();
    for (List<PerceptorInput> examples : classes) {
      List<float[]> rows = new ArrayList<>();
      List<String> ofClass = new ArrayList<>();
      for (PerceptorInput example : examples) {
        try {
          Embedded embedded = embedding.apply(example);
          if (!Float.isFinite(SentenceEncoder.dot(embedded.vector(), embedded.vector()))) {
            throw new InvalidInputException(
                "example-not-finite",
                example.place(),
                "The model embeds this example as numbers that are not finite.",
                "Leave it out, or mend the model.");
          }
          rows.add(embedded.vector());
          ofClass.add(embedded.sha256());
        } catch (InvalidInputException e) {
          wrong.addAll(e.diagnostics());
        }
      }
      vectors.add(rows);
      hashes.add(ofClass);
    }
    if (!wrong.isEmpty()) {
      throw new InvalidInputException(wrong);
    }
    return new Embeddings(vectors, ConfigReader.canonicalSha256(hashes));
  }
}
