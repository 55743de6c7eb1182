"""The system in containers: what `deploy/compose.yaml` mounts and reads."""
