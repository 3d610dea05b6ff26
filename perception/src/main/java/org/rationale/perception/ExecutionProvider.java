package org.rationale.perception;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What computes a model: the words of {@code --provider}. */
public enum ExecutionProvider {
  /** The processor. It is in every build, and the only one that gives the same bits everywhere. */
  CPU,
  /** NVIDIA's CUDA. */
  CUDA,
  /** NVIDIA's TensorRT, which compiles a model for minutes when it is first opened. */
  TENSORRT,
  /** Intel's OpenVINO. */
  OPENVINO,
  /** Apple's Core ML. */
  COREML,
  /** The first of CUDA, Core ML and the processor that is there; no warning if it is the last. */
  AUTO;

  /** As it is written in options: {@code cuda}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All words, for messages. */
  public static List<String> words() {
    return Arrays.stream(values()).map(ExecutionProvider::word).toList();
  }

  /** The provider that a word means, in capital letters or small ones. */
  public static Optional<ExecutionProvider> of(String word) {
    return Arrays.stream(values())
        .filter(provider -> provider.word().equals(word.toLowerCase(Locale.ROOT)))
        .findFirst();
  }
}
