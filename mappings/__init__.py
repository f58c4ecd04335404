"""What Elasticsearch and Kibana are told, as data, and the loader that installs it."""
