package org.rationale.perception;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.jena.graph.NodeFactory;
import org.rationale.kg.Percept;

/**
 * Perceptors over the tiny models that {@code tiny-models.py} writes: logits of the classes {@code
 * no} and {@code yes}, of which the first is 0.
 */
final class TinyModels {

  private TinyModels() {}

  /** A perceptor in a pack's folder of its own. */
  static Perceptor open(Path folder, String kind, String model, Map<String, Object> settings)
      throws IOException {
    Map<String, Object> config = config(kind, settings);
    config.putIfAbsent("output", "logits");
    return open(folder, model, config);
  }

  /** As {@link #open}, of a kind that says nothing of what the model puts out. */
  static Perceptor openPrototypes(Path folder, String model, Map<String, Object> settings)
      throws IOException {
    return open(folder, model, config("prototypes", settings));
  }

  private static Perceptor open(Path folder, String model, Map<String, Object> config)
      throws IOException {
    try (InputStream in =
        Objects.requireNonNull(TinyModels.class.getResourceAsStream(model), model)) {
      Files.write(folder.resolve("model.onnx"), in.readAllBytes());
    }
    return Perceptors.open(List.of(config), Opening.of(folder), Map.of(), "pack.yaml: perceptors")
        .getFirst();
  }

  /** What a pack says of a perceptor, but for what its model puts out. */
  static Map<String, Object> config(String kind, Map<String, Object> settings) {
    Map<String, Object> config =
        new HashMap<>(
            Map.of(
                "id", "tiny",
                "kind", kind,
                "input", "given",
                "model", "model.onnx",
                "predicate", "http://example.org/is",
                "classes",
                    List.of(
                        Map.of("label", "no", "object", "http://example.org/No"),
                        Map.of("label", "yes", "object", "http://example.org/Yes"))));
    config.putAll(settings);
    return config;
  }

  /** An input of a case in a folder. */
  static PerceptorInput input(Object value, Path folder) {
    return new PerceptorInput(
        NodeFactory.createURI("http://example.org/ann"),
        "given",
        value,
        "case.json: inputs.given",
        Optional.of(folder));
  }

  /** What is claimed of the class {@code yes}. */
  static Percept yes(Perceptor perceptor, Object value, Path folder) {
    return perceptor.perceive(input(value, folder)).percepts().get(1);
  }
}
