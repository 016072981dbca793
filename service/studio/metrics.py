"""What is counted while Báo Nói works, for /metrics and for answers such as "respoken". No names, no texts, no addresses."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Metrics:
    """One set of counters for each application, in a registry of its own so that tests don't share numbers."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.sentences_spoken = Counter(
            "baonoi_sentences_spoken", "Sentences that an engine spoke.", ["voice"], registry=self.registry
        )
        self.segments_reused = Counter(
            "baonoi_segments_reused", "Sentences that were in the cache already.", registry=self.registry
        )
        self.speech_failures = Counter(
            "baonoi_speech_failures",
            "Sentences that a voice failed to speak.",
            ["voice"],
            registry=self.registry,
        )
        self.renditions_made = Counter(
            "baonoi_renditions_made", "Audio files completed.", ["codec"], registry=self.registry
        )
        self.renditions_refused = Counter(
            "baonoi_renditions_refused",
            "Requests answered 503 because too much was in the making.",
            registry=self.registry,
        )
        self.renditions_in_the_making = Gauge(
            "baonoi_renditions_in_the_making", "Audio files being made now.", registry=self.registry
        )
        self.first_sound_seconds = Histogram(
            "baonoi_first_sound_seconds",
            "Time from a request for unmade audio to its first spoken byte.",
            buckets=(0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2, 5),
            registry=self.registry,
        )
        self.requests = Counter(
            "baonoi_http_requests", "Answers by status class.", ["status"], registry=self.registry
        )
