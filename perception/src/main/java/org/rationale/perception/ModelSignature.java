package org.rationale.perception;

import ai.onnxruntime.OnnxJavaType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.rationale.kg.Diagnostic;

/** What a perceptor needs of a model. The model may have more outputs, but no more inputs. */
record ModelSignature(List<ModelSignature.Port> inputs, List<ModelSignature.Port> outputs) {

  ModelSignature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * What is needed of an input or an output.
   *
   * @param name as in the model's graph
   * @param type of its elements; where floats are needed, half-precision ones will do
   * @param shape a dimension of -1 is free; a free dimension of the model fits every need
   */
  record Port(String name, OnnxJavaType type, List<Long> shape) {
    Port {
      shape = List.copyOf(shape);
    }

    static Port of(String name, OnnxJavaType type, long... shape) {
      return new Port(name, type, Arrays.stream(shape).boxed().toList());
    }

    /** Type and shape for messages: {@code float[?, 30]}. */
    String form() {
      return type.name().toLowerCase(Locale.ROOT)
          + shape.stream()
              .map(dimension -> dimension < 0 ? "?" : dimension.toString())
              .collect(Collectors.joining(", ", "[", "]"));
    }

    boolean fits(Port offered) {
      if (!(type == offered.type
              || (type == OnnxJavaType.FLOAT && offered.type == OnnxJavaType.FLOAT16))
          || shape.size() != offered.shape.size()) {
        return false;
      }
      for (int i = 0; i < shape.size(); i++) {
        long needed = shape.get(i);
        long given = offered.shape.get(i);
        if (needed >= 0 && given >= 0 && needed != given) {
          return false;
        }
      }
      return true;
    }

    Diagnostic mismatch(String model, String direction, Port offer, String place) {
      return new Diagnostic(
          "model-signature",
          place,
          "The model (%s) has the %s (%s) as (%s), but (%s) is needed."
              .formatted(model, direction, name, offer.form(), form()),
          "Export the model with that type and shape, or mend the configuration.");
    }
  }

  /** All that a model lacks or has otherwise. */
  List<Diagnostic> mismatches(
      String model,
      Map<String, Port> offeredInputs,
      Map<String, Port> offeredOutputs,
      String place) {
    List<Diagnostic> mismatches = new ArrayList<>();
    compare("input", inputs, offeredInputs, model, place, mismatches);
    compare("output", outputs, offeredOutputs, model, place, mismatches);
    offeredInputs.keySet().stream()
        .filter(input -> inputs.stream().noneMatch(port -> port.name().equals(input)))
        .forEach(
            input ->
                mismatches.add(
                    new Diagnostic(
                        "model-signature",
                        place,
                        "The model (%s) wants an input (%s) that nothing fills."
                            .formatted(model, input),
                        "Export it without that input.")));
    return mismatches;
  }

  private static void compare(
      String direction,
      List<Port> needed,
      Map<String, Port> offered,
      String model,
      String place,
      List<Diagnostic> mismatches) {
    for (Port need : needed) {
      Port offer = offered.get(need.name());
      if (offer == null) {
        mismatches.add(
            new Diagnostic(
                "model-signature",
                place,
                "The model (%s) has no %s (%s).".formatted(model, direction, need.name()),
                "It has %s."
                    .formatted(
                        offered.values().stream()
                            .map(port -> port.name() + " " + port.form())
                            .collect(Collectors.joining(", ")))));
      } else if (!need.fits(offer)) {
        mismatches.add(need.mismatch(model, direction, offer, place));
      }
    }
  }
}
