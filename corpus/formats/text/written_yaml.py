"""YAML as people write it beside documents: read safely, and not deep."""

from __future__ import annotations

from typing import Any

import yaml

MAX_YAML_DEPTH = 20


class WrittenOut(yaml.SafeLoader):
    """YAML without aliases and merge keys, by which a few lines become millions, and not deep."""

    _depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self._depth += 1
        if self.check_event(yaml.AliasEvent) or self._depth > MAX_YAML_DEPTH:
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(
                None, None, "an alias, or nested too deep", event.start_mark
            )
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        for key, _ in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                raise yaml.constructor.ConstructorError(
                    None, None, "a merge key is not read", key.start_mark
                )
