package org.rationale.perception;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rationale.kg.Diagnostic;
import org.rationale.kg.InvalidInputException;

/** Opens the perceptors that a pack configures. */
public final class Perceptors {

  private static final List<String> KINDS =
      List.of("text", "fields", "classifier", "prototypes", "image", "series");

  private Perceptors() {}

  /** Loads ONNX Runtime, which the first model would do otherwise. */
  public static void prepare() {
    OnnxRuntime.environment();
  }

  /**
   * Opens perceptors. The caller closes them.
   *
   * @param configs one mapping per perceptor, as parsed from {@code pack.yaml}
   * @param opening what is shared with others who open the pack
   * @param prefixes of the pack, without colons
   * @param place for messages: {@code pack.yaml: perceptors}
   * @return in the order of the configurations
   * @throws InvalidInputException with everything that is wrong in any of them; none stays open
   */
  public static List<Perceptor> open(
      List<Map<String, Object>> configs,
      Opening opening,
      Map<String, String> prefixes,
      String place) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    List<Perceptor> opened = new ArrayList<>();
    Set<String> ids = new LinkedHashSet<>();
    boolean done = false;
    try {
      for (int i = 0; i < configs.size(); i++) {
        ConfigReader config =
            new ConfigReader(
                ConfigReader.textKeys(configs.get(i)),
                opening,
                prefixes,
                "%s[%d]".formatted(place, i),
                diagnostics);
        Optional<String> id = config.requiredString("id");
        if (id.isPresent() && !ids.add(id.get())) {
          config.report(
              "duplicate-perceptor",
              config.place("id"),
              "The id (%s) is used twice.".formatted(id.get()),
              "Give each perceptor an id of its own.");
        }
        Optional<String> input = config.requiredString("input");
        if (config.flag("required") && config.flag("optional")) {
          config.report(
              "contradiction",
              config.place(),
              "The input is marked both required and optional.",
              "Keep one of the two.");
        }
        Optional<String> kind = config.requiredString("kind");
        if (id.isPresent() && input.isPresent() && kind.isPresent()) {
          try {
            open(kind.get(), id.get(), input.get(), config).ifPresent(opened::add);
          } catch (InvalidInputException e) {
            diagnostics.addAll(e.diagnostics());
          }
        }
      }
      if (!diagnostics.isEmpty()) {
        throw new InvalidInputException(diagnostics);
      }
      done = true;
      return List.copyOf(opened);
    } finally {
      if (!done) {
        opened.forEach(Perceptor::close);
      }
    }
  }

  /**
   * Which inputs the perceptors of a pack take, in the order of their configurations. Wrong
   * configurations are passed over: {@link #open} reports them.
   */
  public static List<InputDeclaration> inputs(List<Map<String, Object>> configs) {
    List<InputDeclaration> inputs = new ArrayList<>();
    for (Map<String, Object> config : configs) {
      if (config.get("id") instanceof String id && config.get("input") instanceof String input) {
        inputs.add(new InputDeclaration(input, id, Boolean.TRUE.equals(config.get("required"))));
      }
    }
    return List.copyOf(inputs);
  }

  private static Optional<Perceptor> open(
      String kind, String id, String input, ConfigReader config) {
    return switch (kind) {
      case "fields" -> FieldsPerceptor.open(id, input, config);
      case "text" -> Optional.of(TextPerceptor.open(config));
      case "classifier" -> ClassifierPerceptor.open(id, input, config);
      case "image" -> ImagePerceptor.open(id, input, config);
      case "series" -> SeriesPerceptor.open(id, input, config);
      case "prototypes" -> PrototypePerceptor.open(id, input, config);
      default -> {
        config.report(
            "unknown-kind",
            config.place("kind"),
            "The kind (%s) of perceptor is not known.".formatted(kind),
            ConfigReader.nearest(kind, KINDS));
        yield Optional.empty();
      }
    };
  }
}
