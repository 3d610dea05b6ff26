package org.rationale.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rationale.datasets.BundledPacks;
import org.rationale.perception.Opening;
import org.rationale.perception.Perceptor;
import org.rationale.perception.Perceptors;

/** How a bundled pack configures a perceptor, to be opened otherwise. */
record PerceptorConfig(Path pack, Map<String, Object> config, Map<String, String> prefixes) {

  static PerceptorConfig of(String name, String perceptor) {
    Path pack = BundledPacks.folder(name);
    YAMLMapper mapper = new YAMLMapper();
    mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    try {
      Map<String, Object> yaml =
          mapper.readValue(pack.resolve("pack.yaml").toFile(), new TypeReference<>() {});
      List<Map<String, Object>> configs =
          mapper.convertValue(yaml.get("perceptors"), new TypeReference<>() {});
      return new PerceptorConfig(
          pack,
          configs.stream().filter(one -> perceptor.equals(one.get("id"))).findFirst().orElseThrow(),
          mapper.convertValue(yaml.get("prefixes"), new TypeReference<>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The same, but of what is unlike the inputs that the model knows percepts are made too, and not
   * just withheld: what they cost is to be in the measure.
   */
  PerceptorConfig claimingAll() {
    Map<String, Object> claiming = new HashMap<>(config);
    Map<String, Object> outside = new HashMap<>();
    if (config.get("outside") instanceof Map<?, ?> settings) {
      settings.forEach((key, value) -> outside.put(String.valueOf(key), value));
      outside.put("then", "widen");
      claiming.put("outside", outside);
    }
    return new PerceptorConfig(pack, claiming, prefixes);
  }

  /** Opens it so that it runs so many inputs together. */
  Perceptor open(int batch) {
    Map<String, Object> batched = new HashMap<>(config);
    batched.put("batch", batch);
    return Perceptors.open(List.of(batched), Opening.of(pack), prefixes, "pack.yaml: perceptors")
        .getFirst();
  }
}
