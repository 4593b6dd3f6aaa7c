"""What Prometheus is told: how the service stands, what it has done, and how long that took.

Names are Prometheus's, and OpenTelemetry's where its semantic conventions have one. No label holds
anything personal, or more values than can be listed.
"""
